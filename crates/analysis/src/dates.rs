//! Days and months of moments, in UTC, without a clock.

const DAY_S: i64 = 24 * 60 * 60;

/// The day of a moment in seconds since 1970, as `2026-01-31`.
#[must_use]
pub fn day(time_s: i64) -> String {
    let (year, month, day) = date(time_s);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Whole months from one moment to a later one; 0 where it is not later.
#[must_use]
pub fn months_between(from_s: i64, to_s: i64) -> u32 {
    let ((from_year, from_month, from_day), (year, month, day)) = (date(from_s), date(to_s));
    let months = (year - from_year) * 12 + month - from_month - i64::from(day < from_day);
    u32::try_from(months).unwrap_or(0)
}

/// Year, month and day in the Gregorian calendar.
fn date(time_s: i64) -> (i64, i64, i64) {
    // Years begin in March here, so that the day that is sometimes there comes last.
    let days = time_s
        .clamp(-62_135_596_800, 253_402_300_799)
        .div_euclid(DAY_S)
        + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{day, months_between};

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(-1), "1969-12-31");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(day(1_767_225_599), "2025-12-31");
        assert_eq!(day(i64::MAX), "9999-12-31");
    }

    #[test]
    fn months_are_whole() {
        assert_eq!(months_between(951_782_400, 954_201_600), 0);
        assert_eq!(months_between(951_782_400, 954_288_000), 1);
        assert_eq!(months_between(10, 0), 0);
    }
}
