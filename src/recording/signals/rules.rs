//! The thresholds that make a signal, in sets named after the products whose rules they are.
//!
//! A vendor's preset is that vendor's rule to the letter, and finds what that vendor finds. Our own takes PostHog's numbers,
//! adds the signals PostHog has not, and leaves out what a person would call a false alarm.

use crate::clock::Span;
use std::fmt;
use std::str::FromStr;

/// Whose rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// Our own.
    #[default]
    Scrubjay,
    /// posthog-js: `rageclick.ts`, `dead-clicks-autocapture.ts`.
    PostHog,
    /// Sentry's replay SDK: `handleClick.ts` (slow clicks).
    Sentry,
    /// Datadog's browser SDK: `clickChain.ts`, `computeFrustration.ts`.
    Datadog,
    /// highlight.io's default for rage clicks.
    Highlight,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 5] = [Self::Scrubjay, Self::PostHog, Self::Sentry, Self::Datadog, Self::Highlight];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scrubjay => "scrubjay",
            Self::PostHog => "posthog",
            Self::Sentry => "sentry",
            Self::Datadog => "datadog",
            Self::Highlight => "highlight",
        }
    }

    /// Its rules.
    #[must_use]
    pub fn rules(self) -> Rules {
        let none = Rules { preset: self, rage: None, dead: None, error: None, thrash: None, back: None, form: None };
        match self {
            Self::Scrubjay => Rules {
                rage: Some(Rage { spare: Spare::WhatWorks, ..Rage::POSTHOG }),
                dead: Some(Dead { on: Target::Anything, requests: Requests::Answered, ..Dead::POSTHOG }),
                error: Some(Error { within: ms(1_000), at_most: ms(10_000) }),
                thrash: Some(Thrash { turns: 6, within: ms(2_000), path: 1_000.0 }),
                // Hotjar: a U-turn comes back in less than 7 s. Clarity names no number.
                back: Some(Back { within: ms(7_000) }),
                form: Some(Form { fields: 1 }),
                ..none
            },
            Self::PostHog => Rules { rage: Some(Rage::POSTHOG), dead: Some(Dead::POSTHOG), ..none },
            Self::Sentry => Rules { rage: Some(Rage::SENTRY), dead: Some(Dead::SENTRY), ..none },
            Self::Datadog => Rules {
                rage: Some(Rage::DATADOG),
                dead: Some(Dead::DATADOG),
                error: Some(Error { within: ms(100), at_most: ms(10_000) }),
                ..none
            },
            Self::Highlight => Rules { rage: Some(Rage::HIGHLIGHT), ..none },
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Preset {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = || Self::ALL.map(Self::name).join(" ");
        let found = Self::ALL.into_iter().find(|preset| preset.name() == name);
        found.ok_or_else(|| format!("unknown preset {name:?}; the presets are {}", known()))
    }
}

const fn ms(ms: i64) -> Span {
    Span(ms * 1000)
}

/// What is looked for, and from where on it is a signal. What has no rule is not looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// The set they come from.
    pub preset: Preset,
    /// Rage clicks.
    pub rage: Option<Rage>,
    /// Dead clicks.
    pub dead: Option<Dead>,
    /// Error clicks.
    pub error: Option<Error>,
    /// Thrashed cursors.
    pub thrash: Option<Thrash>,
    /// Quick backs.
    pub back: Option<Back>,
    /// Abandoned forms.
    pub form: Option<Form>,
}

impl Default for Rules {
    fn default() -> Self {
        Preset::default().rules()
    }
}

/// How time is counted in a rage click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// From each click to the next.
    Gap,
    /// From the first of the fewest clicks to the last of them, wherever in the row of clicks they are.
    Whole,
    /// From the row's first click on.
    First,
}

/// How far apart clicks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// Right plus down.
    Manhattan,
    /// As the crow flies.
    Euclidean,
}

/// Clicks in quick succession on one spot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rage {
    /// At least so many clicks.
    pub clicks: usize,
    /// In so short a time, exclusive.
    pub within: Span,
    /// Which time.
    pub pace: Pace,
    /// From one click to the next, CSS pixels, exclusive; infinite where only the element counts.
    pub radius: f64,
    /// Which distance.
    pub distance: Distance,
    /// On one element.
    pub same_node: bool,
    /// Only clicks without effect count.
    pub dead: bool,
    /// What is left out.
    pub spare: Spare,
}

/// Which rows of clicks are no rage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spare {
    /// None.
    Nothing,
    /// In which text was chosen, or something was scrolled.
    Selections,
    /// In which text was chosen, or in which every click did its work: steppers, page turners, drawing.
    WhatWorks,
}

impl Rage {
    const POSTHOG: Self = Self {
        clicks: 3,
        within: ms(1_000),
        pace: Pace::Gap,
        radius: 30.0,
        distance: Distance::Manhattan,
        same_node: false,
        dead: false,
        spare: Spare::Nothing,
    };
    const SENTRY: Self = Self {
        within: ms(7_000),
        pace: Pace::First,
        radius: f64::INFINITY,
        same_node: true,
        dead: true,
        ..Self::POSTHOG
    };
    const DATADOG: Self = Self {
        pace: Pace::Whole,
        radius: 100.0,
        distance: Distance::Euclidean,
        same_node: true,
        spare: Spare::Selections,
        ..Self::POSTHOG
    };
    const HIGHLIGHT: Self = Self {
        clicks: 5,
        within: ms(2_000),
        pace: Pace::Whole,
        radius: 8.0,
        distance: Distance::Euclidean,
        ..Self::POSTHOG
    };
}

/// What must react to a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Whatever is clicked, but links, and controls that the browser itself serves.
    Anything,
    /// Whatever is clicked, but links (posthog-js).
    AnythingButLinks,
    /// Buttons, and links that stay in their window (Sentry).
    Controls,
    /// Whatever is clicked, but links, text fields and what else shows no reaction (Datadog).
    AnythingStatic,
}

/// A click that nothing follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dead {
    /// The page changes later than this, or not at all.
    pub after: Span,
    /// Nothing scrolls within this.
    pub scroll: Span,
    /// No selection changes within this.
    pub selection: Span,
    /// What is looked at.
    pub on: Target,
    /// Whether a request that is sent is a reaction.
    pub requests: Requests,
}

/// Which requests are a reaction to a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requests {
    /// None.
    Ignored,
    /// All.
    Any,
    /// Those that do something: not the ones that fail, that measure, or that are sent again and again by themselves.
    Answered,
}

impl Dead {
    const POSTHOG: Self = Self {
        after: ms(2_500),
        scroll: ms(100),
        selection: ms(100),
        on: Target::AnythingButLinks,
        requests: Requests::Ignored,
    };
    const SENTRY: Self =
        Self { after: ms(7_000), scroll: ms(300), selection: ms(7_000), on: Target::Controls, ..Self::POSTHOG };
    const DATADOG: Self = Self { after: ms(100), on: Target::AnythingStatic, requests: Requests::Any, ..Self::POSTHOG };
}

/// A click that an error follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The error comes so soon after the click, or after the end of a request that the click sent.
    pub within: Span,
    /// And never later than this after the click.
    pub at_most: Span,
}

/// A cursor that is shaken to and fro.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thrash {
    /// It turns back so many times.
    pub turns: usize,
    /// In so short a time.
    pub within: Span,
    /// On a path this long, CSS pixels.
    pub path: f64,
}

/// A page that is left again for the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Back {
    /// It was looked at for less than this.
    pub within: Span,
}

/// A form that is filled in and not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// So many of its fields hold something that was typed.
    pub fields: usize,
}
