//! The formulas: numbers in, numbers out. What is not defined for them is `None`, never a number.

use syntax::measures::{Abc, Halstead, Space};

use crate::model::metrics::{
    AbcMetrics, HalsteadMetrics, LocKinds, Maintainability, Metrics, Variants,
};

/// Seconds that a mental discrimination takes, inverted: Stroud's number.
const DISCRIMINATIONS_A_SECOND: f64 = 18.0;

/// Everything that follows from the counts of a space.
#[must_use]
pub fn metrics(space: &Space, cyclomatic: u32, variants: Variants) -> Metrics {
    let halstead = halstead(space.halstead);
    Metrics {
        variants,
        halstead,
        maintainability: maintainability(&Measured {
            volume: volume(space.halstead),
            cyclomatic: f64::from(cyclomatic),
            sloc: f64::from(space.lines.total),
            lloc: f64::from(space.statements),
            commented: f64::from(space.lines.commented),
        }),
        loc: LocKinds {
            sloc: space.lines.total,
            ploc: space.lines.code,
            lloc: space.statements,
            cloc: space.lines.commented,
            comment_only: space.lines.comment,
            blank: space.lines.blank,
        },
        abc: abc(space.abc),
        closures: space.closures,
        closure_parameters: space.closure_parameters,
        exits: space.exits,
    }
}

fn halstead(counts: Halstead) -> HalsteadMetrics {
    let operators_distinct = f64::from(counts.operators_distinct);
    let difficulty = if counts.operands_distinct == 0 {
        0.0
    } else {
        operators_distinct / 2.0 * f64::from(counts.operands) / f64::from(counts.operands_distinct)
    };
    let volume = volume(counts);
    let effort = volume * difficulty;
    HalsteadMetrics {
        operators_distinct: counts.operators_distinct,
        operands_distinct: counts.operands_distinct,
        operators: counts.operators,
        operands: counts.operands,
        volume: rounded(volume),
        difficulty: rounded(difficulty),
        effort: rounded(effort),
        time_s: rounded(effort / DISCRIMINATIONS_A_SECOND),
        bugs_v: rounded(volume / 3000.0),
        bugs_e: rounded(effort.powf(2.0 / 3.0) / 3000.0),
    }
}

fn volume(counts: Halstead) -> f64 {
    let vocabulary = f64::from(counts.operators_distinct) + f64::from(counts.operands_distinct);
    let length = f64::from(counts.operators) + f64::from(counts.operands);
    if vocabulary > 0.0 {
        length * vocabulary.log2()
    } else {
        0.0
    }
}

/// What maintainability indices are made of.
struct Measured {
    volume: f64,
    cyclomatic: f64,
    sloc: f64,
    lloc: f64,
    commented: f64,
}

fn maintainability(of: &Measured) -> Maintainability {
    if of.volume <= 0.0 || of.sloc <= 0.0 {
        return Maintainability {
            original: None,
            sei: None,
            visual_studio: None,
            radon: None,
        };
    }
    let share = (of.commented / of.sloc).clamp(0.0, 1.0);
    let original = 171.0 - 5.2 * of.volume.ln() - 0.23 * of.cyclomatic - 16.2 * of.sloc.ln();
    let sei = 171.0 - 5.2 * of.volume.log2() - 0.23 * of.cyclomatic - 16.2 * of.sloc.log2()
        + 50.0 * (2.4 * share).sqrt().sin();
    let radon = (of.lloc > 0.0).then(|| {
        let comments = (2.46 * (share * 100.0).to_radians()).sqrt().sin();
        let whole = 171.0 - 5.2 * of.volume.ln() - 0.23 * of.cyclomatic - 16.2 * of.lloc.ln()
            + 50.0 * comments;
        rounded((whole * 100.0 / 171.0).clamp(0.0, 100.0))
    });
    Maintainability {
        original: Some(rounded(original)),
        sei: Some(rounded(sei)),
        visual_studio: Some(rounded((original * 100.0 / 171.0).clamp(0.0, 100.0))),
        radon,
    }
}

fn abc(counts: Abc) -> AbcMetrics {
    let [assignments, branches, conditions] =
        [counts.assignments, counts.branches, counts.conditions].map(f64::from);
    let squares = assignments.powi(2) + branches.powi(2) + conditions.powi(2);
    AbcMetrics {
        assignments: counts.assignments,
        branches: counts.branches,
        conditions: counts.conditions,
        magnitude: rounded(squares.sqrt()),
    }
}

/// One number by another; nothing by nothing is nothing.
#[must_use]
pub fn ratio(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| rounded(f64::from(part) / f64::from(whole)))
}

/// To four places, so that every machine says the same.
#[must_use]
pub fn rounded(number: f64) -> f64 {
    let rounded = (number * 10_000.0).round() / 10_000.0;
    // There is no negative nothing.
    if rounded == 0.0 { 0.0 } else { rounded }
}
