//! A recorded element as the `selectors` crate wants to see it.

use super::grammar::{Name, PseudoClass, PseudoElement, Recorded, Value};
use crate::dom::{Node, NodeKind};
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::MatchingContext;
use selectors::matching::ElementSelectorFlags;
use selectors::{Element, OpaqueElement};

/// How deep below its anchor `:has()` looks: the crate walks down by recursion.
const DEEPEST: u16 = 1000;

/// An element, with how deep the crate has walked down to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct El<'t> {
    pub(super) node: Node<'t>,
    depth: u16,
}

impl<'t> El<'t> {
    pub(super) fn new(node: Node<'t>) -> Self {
        Self { node, depth: 0 }
    }

    fn at(self, node: Node<'t>) -> Self {
        Self { node, depth: self.depth }
    }

    fn has(self, name: &str) -> bool {
        self.node.attribute(name).is_some()
    }

    fn attribute(self, name: &str) -> Option<&'t str> {
        self.node.attributes().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn kind(self) -> &'t str {
        self.node.attribute("type").unwrap_or("text")
    }

    fn is_control(self) -> bool {
        matches!(self.node.tag(), "button" | "input" | "select" | "textarea" | "option" | "optgroup" | "fieldset")
    }

    /// HTML: "concept-element-disabled", without the exception for a fieldset's first legend.
    fn is_disabled(self) -> bool {
        if !self.is_control() {
            return false;
        }
        let by = |tag| {
            std::iter::successors(self.node.parent(), |n| n.parent())
                .any(|n| n.tag() == tag && n.attribute("disabled").is_some())
        };
        self.has("disabled") || (self.node.tag() == "option" && by("optgroup")) || by("fieldset")
    }

    fn is_writable(self) -> bool {
        let typed = match self.node.tag() {
            "textarea" => true,
            "input" => !matches!(
                self.kind(),
                "button" | "checkbox" | "color" | "file" | "hidden" | "image" | "radio" | "range" | "reset" | "submit"
            ),
            _ => return self.node.attribute("contenteditable").is_some_and(|v| !v.eq_ignore_ascii_case("false")),
        };
        typed && !self.has("readonly") && !self.is_disabled()
    }

    fn is_focused(self) -> bool {
        self.node.id().is_some() && self.node.tree().focused() == self.node.id()
    }

    /// Whether this element, or a node below it through every boundary, is the one meant.
    fn holds(self, id: Option<i64>) -> bool {
        let Some(inner) = id.and_then(|id| self.node.tree().get(id)) else { return false };
        std::iter::successors(Some(inner), |node| node.parent_or_host()).any(|node| node == self.node)
    }

    fn is_in_state(self, class: PseudoClass) -> bool {
        let tree = self.node.tree();
        let required = || matches!(self.node.tag(), "input" | "select" | "textarea") && self.has("required");
        match class {
            PseudoClass::Checked => {
                self.node.checked() == Some(true) && matches!(self.kind(), "checkbox" | "radio")
                    || self.node.selected() == Some(true)
            }
            PseudoClass::Disabled => self.is_disabled(),
            PseudoClass::Enabled => self.is_control() && !self.is_disabled(),
            PseudoClass::Required => required(),
            PseudoClass::Optional => matches!(self.node.tag(), "input" | "select" | "textarea") && !required(),
            PseudoClass::ReadOnly => !self.is_writable(),
            PseudoClass::ReadWrite => self.is_writable(),
            PseudoClass::PlaceholderShown => {
                self.has("placeholder") && self.node.value().is_none_or(|value| value.is_empty())
            }
            PseudoClass::Focus => self.is_focused(),
            PseudoClass::FocusWithin => self.holds(tree.focused()),
            PseudoClass::Hover => self.holds(tree.pointer().and_then(|pointer| pointer.id)),
            PseudoClass::Link => self.is_link(),
            PseudoClass::Open => matches!(self.node.tag(), "details" | "dialog") && self.has("open"),
            PseudoClass::Modal => self.node.tag() == "dialog" && self.node.attribute("rr_open_mode") == Some("modal"),
            PseudoClass::Defined => true,
            PseudoClass::Unknown(_) => false,
        }
    }
}

fn element(found: Option<Node<'_>>) -> Option<Node<'_>> {
    found.filter(|node| node.is_element())
}

impl Element for El<'_> {
    type Impl = Recorded;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(self.node.slot)
    }

    fn parent_element(&self) -> Option<Self> {
        let parent = element(self.node.parent())?;
        Some(Self { node: parent, depth: self.depth.saturating_sub(1) })
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        self.node.parent().is_some_and(|parent| parent.kind() == NodeKind::ShadowRoot)
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        let root = std::iter::successors(Some(self.node), |node| node.parent()).last()?;
        if root.kind() == NodeKind::ShadowRoot { root.host().map(Self::new) } else { None }
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        std::iter::successors(self.node.prev_sibling(), |n| n.prev_sibling())
            .find(|n| n.is_element())
            .map(|node| self.at(node))
    }

    fn next_sibling_element(&self) -> Option<Self> {
        std::iter::successors(self.node.next_sibling(), |n| n.next_sibling())
            .find(|n| n.is_element())
            .map(|node| self.at(node))
    }

    fn first_element_child(&self) -> Option<Self> {
        if self.depth == DEEPEST {
            return None;
        }
        let node = self.node.children().find(|n| n.is_element())?;
        Some(Self { node, depth: self.depth + 1 })
    }

    /// Recorded tags are lower case whatever their name space, so every name is compared as HTML does.
    fn is_html_element_in_html_document(&self) -> bool {
        true
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.node.tag().eq_ignore_ascii_case(name)
    }

    fn has_namespace(&self, _: &str) -> bool {
        true
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.node.tag() == other.node.tag() && self.node.is_svg() == other.node.is_svg()
    }

    fn attr_matches(
        &self,
        _: &NamespaceConstraint<&Name>,
        name: &Name,
        operation: &AttrSelectorOperation<&Value>,
    ) -> bool {
        self.attribute(&name.0).is_some_and(|value| operation.eval_str(value))
    }

    fn match_non_ts_pseudo_class(&self, class: &PseudoClass, _: &mut MatchingContext<'_, Recorded>) -> bool {
        self.is_in_state(*class)
    }

    fn match_pseudo_element(&self, pseudo: &PseudoElement, _: &mut MatchingContext<'_, Recorded>) -> bool {
        match *pseudo {}
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        matches!(self.node.tag(), "a" | "area") && self.has("href")
    }

    fn is_html_slot_element(&self) -> bool {
        self.node.tag() == "slot"
    }

    fn has_id(&self, id: &Name, case: CaseSensitivity) -> bool {
        self.node.attribute("id").is_some_and(|own| case.eq(own.as_bytes(), id.0.as_bytes()))
    }

    fn has_class(&self, name: &Name, case: CaseSensitivity) -> bool {
        self.node
            .attribute("class")
            .is_some_and(|own| own.split_ascii_whitespace().any(|one| case.eq(one.as_bytes(), name.0.as_bytes())))
    }

    fn has_custom_state(&self, _: &Name) -> bool {
        false
    }

    fn imported_part(&self, _: &Name) -> Option<Name> {
        None
    }

    fn is_part(&self, _: &Name) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        self.node.children().all(|child| match child.kind() {
            NodeKind::Element => false,
            NodeKind::Text | NodeKind::Cdata => child.text().is_empty(),
            _ => true,
        })
    }

    fn is_root(&self) -> bool {
        self.node.parent().is_some_and(|parent| parent.kind() == NodeKind::Document)
    }

    /// No filter: the trees are small, and building one costs more than it saves.
    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}
