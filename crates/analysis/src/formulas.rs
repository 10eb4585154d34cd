//! What the rankings of files, pairs and people are, in words: every answer states its own.

use crate::model::past::HotspotsView;
use crate::{coupling, owners};

/// What was computed, so that nobody has to guess.
#[must_use]
pub fn formula(view: HotspotsView) -> String {
    let text = match view {
        HotspotsView::Hotspots => {
            "score = revisions x complexity; complexity is cyclomatic, summed over functions"
        }
        HotspotsView::Coupling => {
            return format!(
                "degree = 100 x shared / mean revisions (code-maat), from {}%, {} shared, {} revisions; \
                 commits of more than {} paths left out; confidence = shared / revisions; \
                 lift = shared x commits / (revisions x other_revisions)",
                coupling::DEGREE_MIN,
                coupling::SHARED_MIN,
                coupling::REVISIONS_MIN,
                coupling::CHANGESET_MAX
            );
        }
        HotspotsView::Ownership => {
            "main_share = revisions of the main author / revisions; most authors first"
        }
        HotspotsView::BusFactor => {
            return format!(
                "degree of authorship = 3.293 + 1.098 FA + 0.164 DL - 0.321 ln(1 + AC) (Avelino); author above {} of \
                 the highest; people leave until more than {} of the files have no author",
                owners::AUTHOR_SHARE,
                owners::ORPHAN_SHARE
            );
        }
        HotspotsView::Age => {
            "age_months = whole months from the last change to the newest commit; oldest first"
        }
        HotspotsView::Churn => {
            "lines that came and went, as git log --numstat --no-renames; most first"
        }
    };
    text.to_owned()
}
