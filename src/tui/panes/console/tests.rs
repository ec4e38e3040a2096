//! The console pane by messages and drawings.

use super::rows::tests::row;
use super::*;
use crate::clock::Time;
use crate::recording::Scope;
use crate::tui::panes::testing::{context, screen};

fn view() -> View {
    let mut rows = vec![row(10, Level::Log, "cart ready"), row(20, Level::Warn, "slow"), row(21, Level::Warn, "slow")];
    rows.push(row(30, Level::Error, "TypeError: cannot read \u{1b}[31m cents\nof undefined"));
    rows.push(row(40, Level::Info, "漢字 👩‍🚀 after"));
    with(rows)
}

fn with(console: Vec<ConsoleRow>) -> View {
    let mut view = View::default();
    view.console = console;
    view
}

fn chosen(pane: &State) -> usize {
    pane.log.chosen().unwrap().row()
}

#[test]
fn the_list_follows_the_playhead_and_choosing_moves_it() {
    let view = view();
    let mut pane = State::default();
    pane.update(&context(&view, 30, (50, 6)), PaneMsg::Refresh);
    assert_eq!(chosen(&pane), 2);
    pane.update(&context(&view, 30, (50, 6)), PaneMsg::Command(Command::Up, 1));
    let ctx = context(&view, 30, (50, 6));
    assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Choose, 1)), [Ask::Go(20)]);
    pane.update(&ctx, PaneMsg::Refresh);
    assert_eq!(chosen(&pane), 1, "the same moment: the user browses");
    pane.update(&context(&view, 5, (50, 6)), PaneMsg::Refresh);
    assert_eq!(chosen(&pane), 0, "another moment: the list follows");
}

#[test]
fn rows_show_level_repeats_and_place_and_borders_stay_straight() {
    let view = view();
    let mut pane = State::default();
    let ctx = context(&view, 30, (48, 6));
    pane.update(&ctx, PaneMsg::Refresh);
    assert_eq!(
        screen(&pane, &ctx),
        [
            " 00:00.010 · cart ready",
            " 00:00.020 ▲ ×2 slow",
            "▌00:00.030 ✖ TypeError: cannot read… app.js:10:3",
            " 00:00.040 i 漢字 👩‍🚀 after",
        ]
    );
    assert_eq!(pane.title(&ctx), "5 lines · 1 error · 2 warnings");
}

#[test]
fn a_line_shown_whole_has_its_text_and_stack_and_its_values_when_they_come() {
    let view = view();
    let mut pane = State::default();
    let ctx = context(&view, 30, (60, 9));
    pane.update(&ctx, PaneMsg::Refresh);
    let asked = pane.update(&ctx, PaneMsg::Command(Command::Detail, 1));
    assert_eq!(asked, [Ask::Load(Want::ConsoleLines { rows: vec![3] })]);
    let shown = screen(&pane, &ctx);
    assert_eq!(shown[3], "     TypeError: cannot read ␛[31m cents");
    assert_eq!(shown[5], "     at pay (https://shop.test/js/app.js:10:3)");
    pane.update(&ctx, PaneMsg::Command(Command::Up, 1));
    let asked = pane.update(&ctx, PaneMsg::Command(Command::Detail, 1));
    assert_eq!(asked, [Ask::Load(Want::ConsoleLines { rows: vec![1, 3] })], "what did not come yet is asked for again");
    assert!(screen(&pane, &ctx).contains(&"     2 times, the last at 00:00.021 #21".to_owned()));
    let loaded = Loaded(vec![(3, Whole::default())]);
    pane.update(&ctx, PaneMsg::Loaded(super::super::Loaded::Console(loaded)));
    assert_eq!(pane.asked.len(), 1);
    assert!(pane.update(&ctx, PaneMsg::Command(Command::Detail, 1)).is_empty(), "folded again");
}

#[test]
fn levels_and_ranges_leave_lines_out_and_an_empty_list_says_why() {
    let view = with(vec![row(1, Level::Log, "a")]);
    let mut pane = State::default();
    let ctx = context(&view, 1, (90, 4));
    pane.update(&ctx, PaneMsg::Refresh);
    pane.update(&ctx, PaneMsg::Command(Command::Threshold, 1));
    assert_eq!(screen(&pane, &ctx), ["none of the 1 console lines is among warnings and errors; t lists more"]);
    let ranged = Context { scope: Scope { range: Some((Time(5000), Time(9000))), window: None }, ..ctx };
    pane.update(&ranged, PaneMsg::Refresh);
    assert_eq!(
        screen(&pane, &ranged),
        ["none of the 1 console lines is in scope; Esc drops the range, T turns through the windows"]
    );
    assert_eq!(pane.title(&ranged), "0 lines in scope · warnings and errors");
    let nothing = View::default();
    let ctx = context(&nothing, 0, (70, 4));
    pane.update(&ctx, PaneMsg::Refresh);
    assert_eq!(screen(&pane, &ctx), ["no console line so far: the recording is still being read"]);
}
