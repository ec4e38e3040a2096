//! The command that prints what a pane shows.

use super::{about, seconds};
use crate::query::Query;
use crate::text::shell_word;
use crate::tui::panes::PaneId;
use crate::tui::state::{Focus, State};

/// The command line for the region that has the focus, quoted for a shell.
pub(crate) fn command_line(state: &State) -> String {
    let (verb, rest) = verb(state);
    let words = ["scrubjay", verb].into_iter().map(str::to_owned);
    let words = words.chain(state.opened.files.iter().cloned()).chain(rest);
    words.map(|word| shell_word(&word).into_owned()).collect::<Vec<_>>().join(" ")
}

fn verb(state: &State) -> (&'static str, Vec<String>) {
    let seq = |seq| format!("#{seq}");
    let here = seq(state.playhead.seq);
    let about = about(state);
    let pane = match state.layout.focus {
        Focus::Rows => return ("events", [scope(state), grep(state)].concat()),
        Focus::Lanes => return ("info", Vec::new()),
        Focus::Pane => state.layout.keyed(),
    };
    let at = |rest: &[&str]| [&["--at", &here], rest].concat().into_iter().map(str::to_owned).collect::<Vec<_>>();
    match pane {
        PaneId::Page | PaneId::OtherPage => ("dom", [at(&["--format", "text"]), window(state)].concat()),
        PaneId::Dom | PaneId::OtherDom => {
            let node = about.node.map(|node| vec!["--node".to_owned(), node.to_string()]).unwrap_or_default();
            ("dom", [at(&[]), node, window(state)].concat())
        }
        PaneId::Diff => ("diff", ends(state)),
        PaneId::Event => ("events", option("--from", &here).chain(option("--to", &here)).collect()),
        PaneId::Console => ("console", scope(state)),
        PaneId::Network => match about.request {
            Some(place) => ("network", option("--id", &place.to_string()).collect()),
            None => ("network", scope(state)),
        },
        PaneId::Signals => match state.panes.question() {
            Some((_, Some(request))) => ("why", option("--request", &request.to_string()).collect()),
            Some((event, None)) => ("why", option("--at", &seq(event)).collect()),
            None => ("signals", scope(state)),
        },
        PaneId::Node => match state.places.node {
            Some((_, node)) => ("node", [option("--node", &node.to_string()).collect(), window(state)].concat()),
            None => ("info", Vec::new()),
        },
        PaneId::Info => ("verify", Vec::new()),
    }
}

fn option(name: &str, value: &str) -> impl Iterator<Item = String> {
    [name.to_owned(), value.to_owned()].into_iter()
}

/// The two ends of the diff, or the one event, as the pane shows them.
fn ends(state: &State) -> Vec<String> {
    let here = state.playhead.seq;
    let (from, to) = match (state.places.a, state.places.b) {
        (Some(a), Some(b)) => (a.min(b), a.max(b)),
        (Some(a), None) => (a.min(here), a.max(here)),
        _ => return option("--event", &here.to_string()).collect(),
    };
    option("--from", &format!("#{from}")).chain(option("--to", &format!("#{to}"))).collect()
}

/// The window that the pane shows, where there are several.
fn window(state: &State) -> Vec<String> {
    let window = state.view.index.window(state.seq_of(state.layout.keyed())).to_string();
    if state.view.windows.len() > 1 { option("--window", &window).collect() } else { Vec::new() }
}

/// The range and the window that are looked at.
fn scope(state: &State) -> Vec<String> {
    let scope = state.places.scope();
    let start = state.view.index.start();
    let window = scope.window.map(|window| option("--window", &window.to_string()).collect());
    let range = scope.range.map(|(from, to)| {
        option("--from", &seconds(from - start)).chain(option("--to", &seconds(to - start))).collect()
    });
    [range, window].into_iter().flatten().collect::<Vec<Vec<String>>>().concat()
}

/// What narrows the rows.
fn grep(state: &State) -> Vec<String> {
    let pattern = state.rows.pattern.trim();
    let reads = !pattern.is_empty() && Query::parse(pattern).is_ok();
    if reads { option("--grep", pattern).collect() } else { Vec::new() }
}
