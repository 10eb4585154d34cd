//! Earlier versions: what is read of a git repository, and what is refused.

mod change_risk;
mod churn;
mod following;
mod hotspots;
mod looks;
mod opening;
mod repository;
mod standing;
mod symbols;
mod tests_for;
