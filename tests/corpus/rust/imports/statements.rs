use std::fmt::{self, Display as Show, *};
use crate::{a, b::{c, d::{e as f, self}}};
pub(crate) use super::Other;
use serde_json as json;
use ::absolute::path;
use {first, second::third};
extern crate core as kernel;
mod sibling;
#[path = "elsewhere.rs"]
mod moved;
