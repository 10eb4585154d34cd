//! Requests and answers: the wire schema, and nothing that computes.

pub mod answers;
pub mod architecture;
pub mod change_risk;
pub mod clones;
pub mod dead_code;
pub mod metrics;
pub mod past;
pub mod reach;
pub mod relations;
pub mod reports;
pub mod requests;
pub mod structure;
pub mod tests_for;
