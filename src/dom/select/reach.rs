//! How far a change reaches: which elements could match a selector only because of it.

use super::Selector;
use super::grammar::{Name, Recorded};
use super::parse::Link;
use selectors::attr::NamespaceConstraint;
use selectors::parser::{Combinator, Component, RelativeSelector};
use selectors::visitor::SelectorVisitor;

/// What a selector's answer depends on: independent questions, not a mode.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reach {
    /// Attributes it names, lower case.
    attributes: Vec<String>,
    /// Live state decides: checks, values, `disabled` and the like.
    pub(crate) state: bool,
    /// The pointer or the focus decides.
    pub(crate) pointer: bool,
    /// The siblings of an element decide: `+`, `~`, `:nth-child`, `:empty`.
    pub(crate) siblings: bool,
    /// Anything anywhere may decide: `:has`, `>>>`.
    pub(crate) anywhere: bool,
}

impl Reach {
    /// Whether an attribute of this name can change the answer.
    pub(crate) fn asks(&self, attribute: &str) -> bool {
        self.state || self.attributes.iter().any(|name| name.eq_ignore_ascii_case(attribute))
    }
}

impl Selector {
    /// What its answer depends on.
    pub(crate) fn reach(&self) -> Reach {
        let mut survey = Survey(Reach::default());
        for step in &self.steps {
            survey.0.anywhere |= step.link != Link::Start;
            if let Some(selector) = &step.selector {
                selector.visit(&mut survey);
            }
        }
        survey.0
    }
}

/// Goes through a selector's parts.
struct Survey(Reach);

impl SelectorVisitor for Survey {
    type Impl = Recorded;

    fn visit_attribute_selector(&mut self, _: &NamespaceConstraint<&Name>, _: &Name, lower: &Name) -> bool {
        self.0.attributes.push(lower.0.to_string());
        true
    }

    fn visit_simple_selector(&mut self, component: &Component<Recorded>) -> bool {
        match component {
            Component::Class(_) => self.0.attributes.push("class".to_owned()),
            Component::ID(_) => self.0.attributes.push("id".to_owned()),
            Component::AttributeInNoNamespaceExists { local_name_lower, .. } => {
                self.0.attributes.push(local_name_lower.0.to_string());
            }
            Component::AttributeInNoNamespace { local_name, .. } => self.0.attributes.push(local_name.0.to_string()),
            Component::Nth(_) | Component::NthOf(_) | Component::Empty => self.0.siblings = true,
            Component::NonTSPseudoClass(class) => {
                self.0.state = true;
                self.0.pointer |= class.is_hover_or_focus();
            }
            Component::Host(_) | Component::Has(_) => self.0.anywhere = true,
            _ => {}
        }
        true
    }

    fn visit_relative_selector_list(&mut self, _: &[RelativeSelector<Recorded>]) -> bool {
        self.0.anywhere = true;
        true
    }

    fn visit_complex_selector(&mut self, combinator: Option<Combinator>) -> bool {
        self.0.siblings |= matches!(combinator, Some(Combinator::NextSibling | Combinator::LaterSibling));
        true
    }
}
