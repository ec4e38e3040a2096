//! Times: epoch instants, offsets, and the moments that people write (`12.3s`, `#1234`, `42%`, `-5s`).
//!
//! Recordings carry epoch milliseconds, now and then with a fraction; here they are whole microseconds, so that they
//! order exactly and a fraction survives. Nothing here reads the machine's clock.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

/// An instant: microseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Time(pub i64);

/// A length of time in microseconds; negative when it runs backwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span(pub i64);

impl Time {
    /// An instant from epoch milliseconds; `None` for what is not finite or is beyond any calendar.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)] // the range was checked
    pub fn from_ms(ms: f64) -> Option<Self> {
        (ms.is_finite() && ms.abs() < 9e15).then(|| Self((ms * 1000.0).round() as i64))
    }

    /// Epoch milliseconds.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // microseconds of this era fit f64's 53 bits
    pub fn ms(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// The instant in RFC 3339 with milliseconds, in UTC: `2026-11-23T06:49:34.120Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let ms = self.0.div_euclid(1000);
        let (days, of_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
        let (year, month, day) = civil_from_days(days);
        let (h, min, s, milli) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60, of_day % 1000);
        format!("{year:04}-{month:02}-{day:02}T{h:02}:{min:02}:{s:02}.{milli:03}Z")
    }
}

impl Span {
    /// A span of so many milliseconds.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)] // saturates
    pub fn from_ms(ms: f64) -> Self {
        Self((ms * 1000.0).round() as i64)
    }

    /// The span in milliseconds.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn ms(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// The span as JSON writes it: a whole number of milliseconds where it is whole.
    #[must_use]
    pub fn ms_json(self) -> serde_json::Number {
        if self.0 % 1000 == 0 {
            (self.0 / 1000).into()
        } else {
            serde_json::Number::from_f64(self.ms()).unwrap_or_else(|| 0.into())
        }
    }

    /// The timeline's fixed column: `mm:ss.mmm`, with hours in front only when `hours` is set.
    #[must_use]
    pub fn stamp(self, hours: bool) -> String {
        let ms = self.0.unsigned_abs() / 1000;
        let sign = if self.0 < 0 { "-" } else { "" };
        let (h, m, s, milli) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        if hours {
            format!("{sign}{h:02}:{m:02}:{s:02}.{milli:03}")
        } else {
            format!("{sign}{:02}:{s:02}.{milli:03}", h * 60 + m)
        }
    }

    /// The span in two significant parts: `340 ms`, `1.2 s`, `3 m 20 s`, `2 h 5 m`.
    #[must_use]
    pub fn human(self) -> String {
        let ms = self.0.unsigned_abs() / 1000;
        match ms {
            0..=999 => format!("{ms} ms"),
            1000..=59_999 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
            60_000..=3_599_999 => format!("{} m {} s", ms / 60_000, ms / 1000 % 60),
            _ => format!("{} h {} m", ms / 3_600_000, ms / 60_000 % 60),
        }
    }
}

impl Sub for Time {
    type Output = Span;
    fn sub(self, other: Self) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Self) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

/// A point in a recording as a person writes it; the recording resolves it to a seq.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// `#1234`: an event's seq.
    Seq(u32),
    /// `12.3s`, `1m20s`, `00:01:20.5`, `80500ms`: from the start.
    FromStart(Span),
    /// `-5s`: from the end.
    FromEnd(Span),
    /// `42%` of the duration.
    Percent(f64),
    /// `@1732345678901` or RFC 3339: an instant.
    At(Time),
    /// `start`.
    Start,
    /// `end`.
    End,
}

impl Moment {
    /// The instant the moment names in a recording with this first and last event; `None` for a seq.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // a part of a span fits where the span did
    pub fn instant(self, start: Time, end: Time) -> Option<Time> {
        match self {
            Self::Seq(_) => None,
            Self::FromStart(span) => Some(start + span),
            Self::FromEnd(span) => Some(end + Span(-span.0)),
            Self::Percent(percent) => Some(start + Span(((end - start).0 as f64 * percent / 100.0).round() as i64)),
            Self::At(time) => Some(time),
            Self::Start => Some(start),
            Self::End => Some(end),
        }
    }
}

/// A text that names no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a moment; write 12.3s, 1m20s, 00:01:20.5, 80500ms, #1234, 42%, start, end, -5s, @EPOCH_MS or RFC 3339"
)]
pub struct BadMoment {
    text: String,
}

impl BadMoment {
    /// What is wrong with a text that names no moment.
    #[must_use]
    pub fn about(text: &str) -> Self {
        Self { text: text.to_owned() }
    }
}

impl FromStr for Moment {
    type Err = BadMoment;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_moment(text.trim()).ok_or_else(|| BadMoment::about(text))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seq(seq) => write!(f, "#{seq}"),
            Self::FromStart(span) => write!(f, "{}ms", span.ms()),
            Self::FromEnd(span) => write!(f, "-{}ms", span.ms()),
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::At(time) => write!(f, "@{}", time.ms()),
            Self::Start => f.write_str("start"),
            Self::End => f.write_str("end"),
        }
    }
}

fn parse_moment(text: &str) -> Option<Moment> {
    match text {
        "start" => return Some(Moment::Start),
        "end" => return Some(Moment::End),
        _ => {}
    }
    if let Some(seq) = text.strip_prefix('#') {
        return seq.parse().ok().map(Moment::Seq);
    }
    if let Some(ms) = text.strip_prefix('@') {
        return number(ms).and_then(Time::from_ms).map(Moment::At);
    }
    if let Some(percent) = text.strip_suffix('%') {
        return number(percent).filter(|p| (0.0..=100.0).contains(p)).map(Moment::Percent);
    }
    if let Some(back) = text.strip_prefix('-') {
        return parse_span(back).map(Moment::FromEnd);
    }
    parse_span(text).map(Moment::FromStart).or_else(|| parse_rfc3339(text).map(Moment::At))
}

/// Reads a length of time: `12.3s`, `1h2m3s`, `80500ms`, `01:20.5`, `00:01:20.5`.
#[must_use]
pub fn parse_span(text: &str) -> Option<Span> {
    if text.contains(':') { parse_colons(text) } else { parse_units(text) }
}

fn parse_units(mut rest: &str) -> Option<Span> {
    let mut total = 0.0;
    let mut smallest = f64::INFINITY;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (value, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, next) = tail.split_at(letters);
        let ms = match unit {
            "ms" => 1.0,
            "s" => 1000.0,
            "m" => 60_000.0,
            "h" => 3_600_000.0,
            _ => return None,
        };
        if ms >= smallest {
            return None; // units go from large to small, each once
        }
        smallest = ms;
        total += number(value)? * ms;
        rest = next;
    }
    smallest.is_finite().then(|| Span::from_ms(total))
}

fn parse_colons(text: &str) -> Option<Span> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let mut seconds = 0.0;
    for (place, part) in parts.iter().enumerate() {
        let value = number(part)?;
        let last = place + 1 == parts.len();
        if (!last && part.contains('.')) || (place > 0 && value >= 60.0) {
            return None;
        }
        seconds = seconds * 60.0 + value;
    }
    Some(Span::from_ms(seconds * 1000.0))
}

/// A plain decimal: digits and at most one point; no sign, no exponent, no `inf`.
fn number(text: &str) -> Option<f64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text != ".";
    if plain { text.parse().ok() } else { None }
}

/// Reads RFC 3339, or the same without an offset (`2025-05-14 15:37:18.700000`, as ClickHouse prints it), which is UTC.
#[must_use]
pub fn parse_utc(text: &str) -> Option<Time> {
    parse_rfc3339(text).or_else(|| parse_rfc3339(&format!("{text}Z")))
}

/// Reads an RFC 3339 instant, with `Z` or an offset, any number of fraction digits.
#[must_use]
pub fn parse_rfc3339(text: &str) -> Option<Time> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut date = date.split('-').map(|part| part.parse::<i64>().ok());
    let (y, m, d) = (date.next()??, date.next()??, date.next()??);
    let at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(at);
    let offset = match zone {
        "Z" | "z" => 0.0,
        _ => {
            let (sign, hhmm) = zone.split_at(1);
            parse_colons(&format!("{hhmm}:00"))?.ms() * if sign == "-" { -1.0 } else { 1.0 }
        }
    };
    let real = (1..=12).contains(&m) && (1..=31).contains(&d) && clock.matches(':').count() == 2;
    let of_day = parse_colons(clock)?;
    #[allow(clippy::cast_precision_loss)]
    let days = days_from_civil(y, m, d) as f64;
    if real { Time::from_ms(days * 86_400_000.0 + of_day.ms() - offset) } else { None }
}

/// Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant's `days_from_civil`).
fn days_from_civil(y: i64, m: i64, d: i64) -> i64 {
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let m = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(m <= 2), m, doy - (153 * mp + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_way_to_write_a_moment_is_read() {
        let ms = |ms: f64| Moment::FromStart(Span::from_ms(ms));
        for (text, moment) in [
            ("12.3s", ms(12_300.0)),
            ("1m20s", ms(80_000.0)),
            ("00:01:20.5", ms(80_500.0)),
            ("01:20", ms(80_000.0)),
            ("80500ms", ms(80_500.0)),
            ("#1234", Moment::Seq(1234)),
            ("42%", Moment::Percent(42.0)),
            ("start", Moment::Start),
            ("end", Moment::End),
            ("-5s", Moment::FromEnd(Span::from_ms(5000.0))),
            ("@1732345678901", Moment::At(Time(1_732_345_678_901_000))),
            ("2026-11-23T06:49:34.120Z", Moment::At(Time(1_795_416_574_120_000))),
            ("2026-11-23T08:49:34.12+02:00", Moment::At(Time(1_795_416_574_120_000))),
        ] {
            assert_eq!(text.parse(), Ok(moment), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "", "12", "s", "5s1m", "1s2s", "1:2:3:4", "1:99", "#-1", "#x", "101%", "@", "@x", "-", "NaNs", "infs",
            "1e3s",
        ] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    #[test]
    fn instants_print_as_rfc_3339_and_read_back() {
        for ms in [0.0, 1_795_417_669_343.0, 951_782_400_000.0, -1.0, 1_709_164_800_000.0] {
            let time = Time::from_ms(ms).unwrap();
            assert_eq!(parse_rfc3339(&time.rfc3339()), Some(time), "{}", time.rfc3339());
            assert_eq!(parse_utc(time.rfc3339().replace('T', " ").trim_end_matches('Z')), Some(time));
        }
        assert_eq!(Time::from_ms(1_795_417_669_343.0).unwrap().rfc3339(), "2026-11-23T07:07:49.343Z");
    }

    #[test]
    fn spans_print_for_columns_and_for_people() {
        assert_eq!(Span::from_ms(34_131.0).stamp(false), "00:34.131");
        assert_eq!(Span::from_ms(3_634_131.0).stamp(true), "01:00:34.131");
        assert_eq!(Span::from_ms(340.0).human(), "340 ms");
        assert_eq!(Span::from_ms(1_250.0).human(), "1.2 s");
        assert_eq!(Span::from_ms(200_000.0).human(), "3 m 20 s");
        assert_eq!(Span::from_ms(7_500_000.0).human(), "2 h 5 m");
    }
}
