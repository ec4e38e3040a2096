//! The words of our selectors: which names, pseudo-classes and options the `selectors` crate parses for us.
//!
//! Pseudo-elements don't exist here: a recording holds no boxes. A pseudo-class that asks for what a recording cannot
//! know (`:visited`, `:target`) parses and matches nothing, so that selectors copied from a style sheet still work.

use cssparser::{ParseError, Parser as CssParser, ToCss, serialize_identifier, serialize_string};
use precomputed_hash::PrecomputedHash;
use selectors::parser::{self, SelectorParseErrorKind};
use std::borrow::Borrow;
use std::fmt;

/// The [`parser::SelectorImpl`] of recorded pages.
#[derive(Clone, Debug)]
pub(super) struct Recorded;

impl parser::SelectorImpl for Recorded {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Value;
    type Identifier = Name;
    type LocalName = Name;
    type NamespaceUrl = Name;
    type NamespacePrefix = Name;
    type BorrowedNamespaceUrl = str;
    type BorrowedLocalName = str;
    type NonTSPseudoClass = PseudoClass;
    type PseudoElement = PseudoElement;
}

/// A tag, class, id, attribute or namespace name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name(pub(super) Box<str>);

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PrecomputedHash for Name {
    /// FNV-1a: the crate only asks for 32 well-mixed bits, for its bloom filters.
    fn precomputed_hash(&self) -> u32 {
        self.0.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }
}

impl ToCss for Name {
    fn to_css<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        serialize_identifier(&self.0, out)
    }
}

/// An attribute's value in `[name=value]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value(Box<str>);

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl AsRef<str> for Value {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Value {
    fn to_css<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        serialize_string(&self.0, out)
    }
}

/// The pseudo-classes that depend on live state rather than on the tree's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PseudoClass {
    Checked,
    Disabled,
    Enabled,
    Required,
    Optional,
    ReadOnly,
    ReadWrite,
    PlaceholderShown,
    Focus,
    FocusWithin,
    Hover,
    Link,
    Open,
    Modal,
    Defined,
    /// Parses, and matches nothing: a recording doesn't say.
    Unknown(&'static str),
}

/// The names of [`PseudoClass`], as they are written; several may mean the same.
const PSEUDO_CLASSES: [(&str, PseudoClass); 24] = [
    ("checked", PseudoClass::Checked),
    ("disabled", PseudoClass::Disabled),
    ("enabled", PseudoClass::Enabled),
    ("required", PseudoClass::Required),
    ("optional", PseudoClass::Optional),
    ("read-only", PseudoClass::ReadOnly),
    ("read-write", PseudoClass::ReadWrite),
    ("placeholder-shown", PseudoClass::PlaceholderShown),
    ("focus", PseudoClass::Focus),
    ("focus-visible", PseudoClass::Focus),
    ("focus-within", PseudoClass::FocusWithin),
    ("hover", PseudoClass::Hover),
    ("link", PseudoClass::Link),
    ("any-link", PseudoClass::Link),
    ("open", PseudoClass::Open),
    ("modal", PseudoClass::Modal),
    ("defined", PseudoClass::Defined),
    ("active", PseudoClass::Unknown("active")),
    ("visited", PseudoClass::Unknown("visited")),
    ("target", PseudoClass::Unknown("target")),
    ("indeterminate", PseudoClass::Unknown("indeterminate")),
    ("valid", PseudoClass::Unknown("valid")),
    ("invalid", PseudoClass::Unknown("invalid")),
    ("fullscreen", PseudoClass::Unknown("fullscreen")),
];

impl PseudoClass {
    /// Whether an attribute, a control's live state, the focus or the pointer decides it: everything but the shape.
    pub(super) fn is_hover_or_focus(self) -> bool {
        matches!(self, Self::Hover | Self::Focus | Self::FocusWithin)
    }

    fn named(name: &str) -> Option<Self> {
        PSEUDO_CLASSES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, class)| class)
    }
}

impl ToCss for PseudoClass {
    fn to_css<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        let name = PSEUDO_CLASSES.iter().find(|(_, class)| class == self).map_or("", |(name, _)| name);
        write!(out, ":{name}")
    }
}

impl parser::NonTSPseudoClass for PseudoClass {
    fn is_active_or_hover(&self) -> bool {
        matches!(self, Self::Hover | Self::Unknown("active"))
    }

    fn is_user_action_state(&self) -> bool {
        self.is_active_or_hover() || matches!(self, Self::Focus | Self::FocusWithin)
    }
}

/// No pseudo-element is ever parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PseudoElement {}

impl ToCss for PseudoElement {
    fn to_css<W: fmt::Write>(&self, _: &mut W) -> fmt::Result {
        match *self {}
    }
}

impl parser::PseudoElement for PseudoElement {}

/// Why a selector was refused; the place is known to whoever drives the parser.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal(pub(super) SelectorParseErrorKind);

impl From<SelectorParseErrorKind> for Refusal {
    fn from(kind: SelectorParseErrorKind) -> Self {
        Self(kind)
    }
}

/// What may be written in a selector.
pub(super) struct Grammar;

impl<'i> parser::Parser<'i> for Grammar {
    type Impl = Recorded;
    type Error = Refusal;

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_host(&self) -> bool {
        true
    }

    /// A typing error inside `:is()` should be told, not swallowed as style sheets do.
    fn allow_forgiving_selectors(&self) -> bool {
        false
    }

    fn parse_non_ts_pseudo_class(&self, name: &str) -> Result<PseudoClass, ParseError<Refusal>> {
        PseudoClass::named(name)
            .ok_or_else(|| ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement))
    }

    fn parse_non_ts_functional_pseudo_class(
        &self,
        name: &str,
        arguments: &mut CssParser<'i>,
        _after_part: bool,
    ) -> Result<PseudoClass, ParseError<Refusal>> {
        let _ = (name, arguments);
        Err(ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement))
    }
}
