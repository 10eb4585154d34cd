//! A folder on disk: what is listed, what is passed over and why.

mod again;
mod links;
mod listing;
mod rules;
mod tree;
