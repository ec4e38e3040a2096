//! What form controls show: typed values, checks, the chosen option (HTML: dirty value flag, selectedness, radio groups).

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::store::Ix;
use super::{Node, Tree};

impl<'t> Node<'t> {
    /// An input's type, lower case, `text` when absent; empty for other elements.
    pub(super) fn input_type(self) -> &'static str {
        const KNOWN: [&str; 8] = ["checkbox", "radio", "file", "hidden", "submit", "reset", "button", "image"];
        if self.tag() != "input" {
            return "";
        }
        let kind = self.attribute("type").unwrap_or_default();
        KNOWN.into_iter().find(|known| kind.eq_ignore_ascii_case(known)).unwrap_or("text")
    }

    /// The shown value of an input, textarea or select; `None` for other elements, unless an event set one.
    #[must_use]
    pub fn value(self) -> Option<Cow<'t, str>> {
        let typed = self.state().and_then(|state| state.value.as_deref());
        match self.tag() {
            "input" => {
                let value = typed.or_else(|| self.attribute("value")).unwrap_or(self.default_value());
                Some(one_line(self.attribute("type").unwrap_or_default(), value))
            }
            "textarea" => Some(typed.map_or_else(|| self.child_text(), Cow::Borrowed)),
            "select" => Some(self.select_value()),
            _ => typed.map(Cow::Borrowed),
        }
    }

    fn default_value(self) -> &'static str {
        if matches!(self.input_type(), "checkbox" | "radio") { "on" } else { "" }
    }

    /// The text of all text children.
    pub(super) fn child_text(self) -> Cow<'t, str> {
        let mut texts = self.children().map(Node::text).filter(|text| !text.is_empty());
        match (texts.next(), texts.next()) {
            (None, _) => Cow::Borrowed(""),
            (Some(only), None) => Cow::Borrowed(only),
            (Some(first), Some(second)) => Cow::Owned([first, second].into_iter().chain(texts).collect()),
        }
    }

    /// Whether an input is checked; `None` for other elements.
    #[must_use]
    pub fn checked(self) -> Option<bool> {
        if self.tag() != "input" {
            return None;
        }
        let set = self.state().and_then(|state| state.checked);
        Some(set.unwrap_or_else(|| self.attribute("checked").is_some()))
    }

    /// Whether an event checked or unchecked it: attributes have no say any more.
    pub(super) fn is_check_dirty(self) -> bool {
        self.state().is_some_and(|state| state.checked.is_some())
    }

    /// Whether an option is a chosen one; `None` for other elements.
    #[must_use]
    pub fn selected(self) -> Option<bool> {
        if self.tag() != "option" {
            return None;
        }
        Some(self.select().map_or_else(|| self.is_selected_alone(), |select| select.chosen().contains(&self)))
    }

    /// Whether an input event chose or unchose this option.
    pub(super) fn picked(self) -> Option<bool> {
        self.state().filter(|_| self.tag() == "option").and_then(|state| state.checked)
    }

    /// The select that an option is in, or that this is.
    fn select(self) -> Option<Node<'t>> {
        std::iter::successors(Some(self), |node| node.parent()).find(|node| node.tag() == "select")
    }

    /// A value was set, and no option has it.
    fn is_left_without(self) -> bool {
        self.state().is_some_and(|state| state.value.is_some()) && self.chosen().is_empty()
    }

    fn is_selected_alone(self) -> bool {
        let set = self.state().and_then(|state| state.checked);
        set.unwrap_or_else(|| self.attribute("selected").is_some())
    }

    /// A select's options, those in groups too.
    pub(super) fn options(self) -> Vec<Node<'t>> {
        let store = &self.tree.store;
        store.light(self.ix).filter_map(|ix| self.tree.node(ix)).filter(|node| node.tag() == "option").collect()
    }

    /// The options a select shows as chosen.
    pub(super) fn chosen(self) -> Vec<Node<'t>> {
        let options = self.options();
        let selected: Vec<_> = options.iter().copied().filter(|option| option.is_selected_alone()).collect();
        if self.attribute("multiple").is_some() {
            return selected;
        }
        if let Some(last) = selected.last() {
            return vec![*last];
        }
        let rows = self.attribute("size").and_then(|size| size.trim().parse().ok()).unwrap_or(1u32);
        let nothing_chosen = self.state().is_some_and(|state| state.value.is_some());
        if rows > 1 || nothing_chosen {
            return Vec::new();
        }
        options.into_iter().find(|option| option.attribute("disabled").is_none()).into_iter().collect()
    }

    fn select_value(self) -> Cow<'t, str> {
        self.chosen().first().map_or(Cow::Borrowed(""), |option| option.option_value())
    }

    /// What was recorded as a select's value when no option has it: a masked value, for the most part.
    #[must_use]
    pub fn value_without_option(self) -> Option<&'t str> {
        let typed = self.state().filter(|_| self.tag() == "select")?.value.as_deref()?;
        (!typed.is_empty() && self.chosen().is_empty()).then_some(typed)
    }

    /// An option's value: its attribute, else its text with white space collapsed.
    pub(super) fn option_value(self) -> Cow<'t, str> {
        if let Some(value) = self.attribute("value") {
            return Cow::Borrowed(value);
        }
        let store = &self.tree.store;
        let text: String = store.light(self.ix).filter_map(|ix| self.tree.node(ix)).map(Node::text).collect();
        Cow::Owned(text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl Tree {
    /// HTML: `select.value = text`: the first option with that value is chosen, all others are not.
    pub(super) fn choose(&mut self, select: Ix, text: &Arc<str>) {
        let Some(node) = self.node(select) else { return };
        let options = node.options();
        let chosen = options.iter().find(|option| *option.option_value() == **text).map(|option| option.ix);
        let all: Vec<Ix> = options.iter().map(|option| option.ix).collect();
        for option in all {
            self.edit_state(option, |state| state.checked = Some(Some(option) == chosen));
        }
        self.edit_state(select, |state| state.value = Some(text.clone()));
    }

    /// HTML: in a select of one choice, an option that came selected takes the choice from the others; where nothing is
    /// chosen any more, the first option is again.
    pub(super) fn settle_options(&mut self, touched: &[Ix]) {
        let mut settled = BTreeSet::new();
        for ix in touched.iter().rev() {
            let Some(node) = self.node(*ix) else { continue };
            let Some(select) = node.select().filter(|select| select.attribute("multiple").is_none()) else { continue };
            let select = select.ix;
            if node.tag() == "option" && node.attribute("selected").is_some() && settled.insert((select, true)) {
                self.take_choice(select, *ix);
            } else if settled.insert((select, false)) && self.node(select).is_some_and(Node::is_left_without) {
                self.edit_state(select, |state| state.value = None);
            }
        }
    }

    fn take_choice(&mut self, select: Ix, option: Ix) {
        let Some(node) = self.node(select) else { return };
        let chosen = node.options().into_iter().filter(|other| other.is_selected_alone());
        let others: Vec<Ix> = chosen.map(|other| other.ix).filter(|other| *other != option).collect();
        for other in others {
            self.edit_state(other, |state| state.checked = Some(false));
        }
        if self.node(option).is_some_and(|node| !node.is_selected_alone()) {
            self.edit_state(option, |state| state.checked = None);
        }
    }

    /// Radio buttons that came checked, or were checked, uncheck the others of their name in the same form, or in the
    /// same tree without one; the last one wins.
    pub(super) fn settle_radios(&mut self, checked: &[Ix]) {
        if checked.is_empty() {
            return;
        }
        let mut groups: HashMap<Group, Vec<Ix>, foldhash::fast::RandomState> = HashMap::default();
        let tops: BTreeSet<Ix> = checked.iter().filter_map(|radio| Some(self.node(*radio)?.top())).collect();
        for ix in tops.iter().flat_map(|top| self.store.light(*top)) {
            if let Some(group) = self.node(ix).and_then(Node::radio_group) {
                groups.entry(group).or_default().push(ix);
            }
        }
        for radio in checked.iter().rev() {
            // Taken out: an earlier one of the same group has lost already.
            let group = self.node(*radio).and_then(Node::radio_group).and_then(|group| groups.remove(&group));
            for other in group.iter().flatten().filter(|other| *other != radio) {
                if self.node(*other).and_then(Node::checked) == Some(true) {
                    self.edit_state(*other, |state| state.checked = Some(false));
                }
            }
        }
    }
}

/// What the radio buttons of one group share: the top of their tree, their form, their name.
type Group = (Ix, Option<Ix>, String);

impl Node<'_> {
    fn radio_group(self) -> Option<Group> {
        let name = self.attribute("name").filter(|name| !name.is_empty() && self.input_type() == "radio")?;
        Some((self.top(), self.form(), name.to_owned()))
    }

    /// The document, shadow root or detached node that it lies below.
    fn top(self) -> Ix {
        std::iter::successors(Some(self), |node| node.parent()).last().map_or(self.ix, |node| node.ix)
    }

    fn form(self) -> Option<Ix> {
        std::iter::successors(self.parent(), |node| node.parent()).find(|node| node.tag() == "form").map(|node| node.ix)
    }
}

/// What a browser makes of the value of a one-line input: no line breaks, and no space around an address.
fn one_line<'v>(kind: &str, value: &'v str) -> Cow<'v, str> {
    let value = if matches!(kind, "email" | "url") { value.trim() } else { value };
    if value.contains(['\n', '\r']) { Cow::Owned(value.replace(['\n', '\r'], "")) } else { Cow::Borrowed(value) }
}
