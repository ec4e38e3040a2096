//! `scrubjay signals`: what speaks of a user's trouble.

use super::network::duration;
use super::{Archives, Portion, Scope};
use crate::clock::Span;
use clap::{Args, ValueEnum};

const AFTER_HELP: &str = "\
The presets are the rules of the products they are named after: posthog, sentry, datadog and highlight find what those
find. Our own, scrubjay, takes PostHog's numbers for rage and dead clicks and leaves out what works or cannot be told.

Examples:
  scrubjay signals session.json --explain              each signal with the events that show it
  scrubjay signals session.json --preset sentry        what Sentry would have said
  scrubjay signals session.json --rage-clicks 5 --json five clicks make a rage click";

/// Arguments of `signals`.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Signals {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// The part to look at.
    #[command(flatten)]
    pub scope: Scope,
    /// Only signals of these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',', help_heading = "Filters")]
    pub kind: Vec<SignalKind>,
    /// Only signals for which this expression holds, such as: name:rage-click "buy now"
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
    /// Print the events that show each signal, what was measured, and the thresholds
    #[arg(long)]
    pub explain: bool,
    /// Whose rules
    #[arg(long, value_name = "RULES", default_value = "scrubjay", help_heading = "Rules")]
    pub preset: SignalRules,
    /// So many clicks make a rage click
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..), help_heading = "Rules")]
    pub rage_clicks: Option<u32>,
    /// Clicks of a rage click follow each other within this
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Rules")]
    pub rage_within: Option<Span>,
    /// And within so many CSS pixels, such as 30px
    #[arg(long, value_name = "PIXELS", value_parser = pixels, help_heading = "Rules")]
    pub rage_radius: Option<f64>,
    /// A click is dead when nothing changes within this
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Rules")]
    pub dead_after: Option<Span>,
    /// An error click's error comes within this
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Rules")]
    pub error_within: Option<Span>,
    /// A quick back comes back within this
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Rules")]
    pub back_within: Option<Span>,
}

/// Whose rules signals are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SignalRules {
    /// Our own: PostHog's numbers, with care
    Scrubjay,
    /// posthog-js: rage and dead clicks
    Posthog,
    /// Sentry's replay SDK: rage and dead clicks on buttons and links
    Sentry,
    /// Datadog's browser SDK: rage, dead and error clicks
    Datadog,
    /// highlight.io: rage clicks
    Highlight,
}

/// A kind of signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SignalKind {
    /// Quick clicks on one spot
    RageClick,
    /// A click that nothing follows
    DeadClick,
    /// A click that an error follows
    ErrorClick,
    /// A cursor that is shaken to and fro
    ThrashedCursor,
    /// A page that is left at once for the one before
    QuickBack,
    /// A form that is filled in and not sent
    AbandonedForm,
}

fn pixels(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix("px").unwrap_or(text).trim().parse::<f64>().ok();
    let number = number.filter(|px| px.is_finite() && *px > 0.0);
    number.ok_or_else(|| format!("{text:?} is no distance; write 30px"))
}
