//! The diff pane by messages and drawings.

use super::*;
use crate::dom::diff::{DiffLine, Span as Words, Tone};
use crate::recording::View;
use crate::tui::panes::testing::{context, screen};

fn line(role: DiffRole, depth: usize, words: &[(&str, Tone)]) -> DiffLine {
    let spans = words.iter().map(|(text, tone)| Words { text: (*text).to_owned(), tone: *tone }).collect();
    DiffLine { role, depth, spans, node: Some(21), change: Some(0) }
}

fn loaded(want: Want, lines: Vec<DiffLine>) -> super::super::Loaded {
    let changes = lines.len();
    let story = |line: &DiffLine| if line.role == DiffRole::Hunk { "#812, 3 ms after click #811" } else { "" };
    let made = |line: DiffLine| Made { story: story(&line).to_owned(), by: Some(812), line };
    let lines = lines.into_iter().map(made).collect();
    super::super::Loaded::Diff(Loaded { want, cause: "by #814 2 mutations".to_owned(), changes, lines })
}

fn hunks() -> Vec<DiffLine> {
    let value = |role, word| line(role, 1, &[("class", Tone::Name), ("=", Tone::Dim), (word, Tone::Mark)]);
    vec![
        line(DiffRole::Hunk, 0, &[("main#app > button", Tone::Tag)]),
        value(DiffRole::Removed, "off\u{1b}[2J"),
        value(DiffRole::Added, "on"),
        line(DiffRole::Hunk, 0, &[("ul > li", Tone::Tag)]),
        line(DiffRole::Folded, 1, &[("3 unchanged siblings", Tone::Dim)]),
        line(DiffRole::Moved, 1, &[("<li>", Tone::Tag), ("  moved from place 1 to 3", Tone::Dim)]),
    ]
}

#[test]
fn hunks_stand_under_their_selector_and_fold() {
    let view = View::default();
    let ctx = context(&view, 814, (48, 8));
    let mut pane = State::default();
    pane.update(&ctx, PaneMsg::Loaded(loaded(Want::EventDiff { seq: 814 }, hunks())));
    assert_eq!(
        screen(&pane, &ctx),
        [
            "▾main#app > button                       by #812",
            "-   class=off␛[2J                            #21",
            "+   class=on                                 #21",
            "▾ul > li                                 by #812",
            "    3 unchanged siblings                     #21",
            ">   <li>  moved from place 1 to 3            #21",
        ]
    );
    assert_eq!(pane.title(&ctx), "6 changes by #814 2 mutations");
    let said = pane.update(&ctx, PaneMsg::Command(Command::NextHit, 1));
    assert_eq!((pane.list.cursor, said), (3, vec![Ask::Say("hunk 2 of 2".to_owned())]));
    assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Inspect, 1)), [Ask::Inspect(21)]);
    pane.update(&ctx, PaneMsg::Command(Command::Fold, 1));
    assert_eq!(screen(&pane, &ctx)[3], "▸ul > li                                 2 lines");
    pane.update(&ctx, PaneMsg::Command(Command::FoldAll, 1));
    pane.update(&ctx, PaneMsg::Command(Command::FoldAll, 1));
    assert_eq!(screen(&pane, &ctx).len(), 2, "all hunks are folded");
    let hunk = pane.copy(&ctx).unwrap().1;
    assert!(hunk.starts_with("@ ul > li\n    3 unchanged siblings"), "{hunk}");
}

#[test]
fn between_marks_a_line_leads_to_the_event_that_made_the_change() {
    let view = View::default();
    let ctx = Context { marks: (Some(900), Some(800)), ..context(&view, 900, (48, 8)) };
    assert_eq!(wanted(&ctx, true), Want::Diff { from: 800, to: 900, action: None });
    let mut pane = State::default();
    pane.update(&ctx, PaneMsg::Loaded(loaded(wanted(&ctx, false), hunks())));
    pane.update(&ctx, PaneMsg::Command(Command::Down, 1));
    assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Choose, 1)), [Ask::Go(812)]);
}

#[test]
fn no_change_is_said() {
    let view = View::default();
    let ctx = context(&view, 814, (70, 4));
    let mut pane = State::default();
    pane.update(&ctx, PaneMsg::Loaded(loaded(Want::Diff { from: 1, to: 2, action: None }, Vec::new())));
    assert_eq!(screen(&pane, &ctx), ["nothing changed between A and B: the page was the same at both"]);
}

#[test]
fn what_was_stands_beside_what_is_where_there_is_room() {
    let view = View::default();
    let ctx = context(&view, 814, (130, 8));
    let mut pane = State::default();
    pane.update(&ctx, PaneMsg::Loaded(loaded(Want::EventDiff { seq: 814 }, hunks())));
    let shown = screen(&pane, &ctx);
    assert_eq!(shown.len(), 5);
    let (old, new) = shown[1].split_once('│').unwrap();
    assert_eq!(crate::text::width(old), 64);
    assert!(old.starts_with("-   class=off␛[2J") && new.starts_with("+   class=on"), "{shown:#?}");
    pane.update(&ctx, PaneMsg::Command(Command::NextHit, 1));
    pane.update(&ctx, PaneMsg::Command(Command::Fold, 1));
    assert!(screen(&pane, &ctx)[2].ends_with("2 lines by #812, 3 ms after click #811"));
    let narrow = context(&view, 814, (48, 8));
    pane.update(&narrow, PaneMsg::Refresh);
    assert_eq!(screen(&pane, &narrow).len(), 4, "one below the other again, folded as it was");
    assert_eq!(pane.place(), 3, "the cursor stays on its line");
}
