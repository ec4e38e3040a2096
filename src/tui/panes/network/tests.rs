//! The network pane by messages and drawings.

use super::*;
use crate::clock::{Span, Time};
use crate::extract::{Exchange, Request};
use crate::tui::panes::testing::{context, screen};
use std::sync::Arc;

/// A request for tests: the event, when it was sent, how long it took, when the first byte came; in ms.
pub(super) fn request(seq: Seq, at: i64, duration: i64, first_byte: i64) -> NetworkRow {
    let mut request = Request {
        at: Some(Time(at * 1000)),
        method: Some("GET".into()),
        url: "https://shop.test/api/cart".into(),
        status: Some(200),
        initiator: Some("fetch".into()),
        duration: Some(Span(duration * 1000)),
        phases: crate::extract::Phases::default(),
        sizes: crate::extract::Sizes::default(),
        failed: false,
        has_body: false,
    };
    request.phases.response = (first_byte > 0).then_some(Span(first_byte * 1000));
    NetworkRow { seq, nth: 0, at: Time(at * 1000), window: 0, request: request.into() }
}

fn view() -> View {
    let mut view = View::default();
    view.network = vec![request(5, 0, 100, 50), request(5, 100, 300, 0)];
    let failed = Arc::make_mut(&mut view.network[1].request);
    (failed.failed, failed.status, failed.method) = (true, Some(500), Some("POST".into()));
    failed.url = "https://shop.test/api/漢字/a/long/way/to/pay?token=\u{202e}x".into();
    view
}

#[test]
fn the_table_lines_up_and_a_failure_stands_out() {
    let view = view();
    let ctx = context(&view, 5, (100, 6));
    let mut pane = State::default();
    pane.update(&ctx, PaneMsg::Refresh);
    assert_eq!(
        screen(&pane, &ctx),
        [
            " time        method  st url                                        size duration 0            400 ms",
            "▌00:00.000 ⇄ GET    200 https://shop.test/api/cart                    -   100 ms ──━━",
            " 00:00.100 ⨯ POST   500 shop.test/api/漢字/…o/pay?token=⟨202e⟩x       -   300 ms     ━━━━━━━━━━━━━━⨯",
        ]
    );
    assert_eq!(pane.title(&ctx), "2 requests · 1 failed");
}

#[test]
fn a_request_unfolds_in_place_and_folds_again() {
    let view = view();
    let ctx = context(&view, 5, (80, 16));
    let mut pane = State::default();
    pane.update(&ctx, PaneMsg::Refresh);
    let press = |pane: &mut State, command| pane.update(&ctx, PaneMsg::Command(command, 1));
    press(&mut pane, Command::Bottom);
    assert_eq!(press(&mut pane, Command::Detail), [Ask::Load(Want::Requests { rows: vec![1] })]);
    let whole = Whole::new(Exchange { raw: serde_json::json!({"name": "x"}), ..Exchange::default() });
    pane.update(&ctx, PaneMsg::Loaded(super::super::Loaded::Network(Loaded(vec![(1, whole)]))));
    let lines = screen(&pane, &ctx);
    assert_eq!(lines[3], "     status 500, 300 ms, by fetch");
    assert_eq!(lines[4], "     response: neither headers nor a body were recorded");
    assert_eq!(lines[6], "     POST https://shop.test/api/漢字/a/long/way/to/pay?token=⟨202e⟩x");
    assert_eq!(lines[7], "     sent 00:00.100, reported by event #5");
    assert!(press(&mut pane, Command::Detail).is_empty());
    assert_eq!(screen(&pane, &ctx).len(), 3);
}

#[test]
fn jumping_to_a_failure_unfolds_it_alone() {
    let view = view();
    let ctx = context(&view, 5, (80, 16));
    let mut pane = State::default();
    pane.update(&ctx, PaneMsg::Refresh);
    pane.update(&ctx, PaneMsg::Command(Command::Detail, 1));
    let asked = pane.update(&ctx, PaneMsg::Command(Command::NextFailed, 1));
    assert_eq!(asked, [Ask::Load(Want::Requests { rows: vec![0] })], "the playhead's");
}

#[test]
fn other_requests_are_left_out_on_demand() {
    let mut view = view();
    Arc::make_mut(&mut view.network[0].request).initiator = Some("img".into());
    let ctx = context(&view, 5, (100, 6));
    let mut pane = State::default();
    pane.update(&ctx, PaneMsg::Refresh);
    for (words, lines) in [("failed only", 2), ("fetch and XHR only", 2), ("all requests", 3)] {
        let said = pane.update(&ctx, PaneMsg::Command(Command::Threshold, 1));
        assert_eq!(said, [Ask::Say(format!("network: {words}"))]);
        assert_eq!(screen(&pane, &ctx).len(), lines, "{words}");
    }
    let nothing = View::default();
    let ctx = context(&nothing, 0, (60, 3));
    assert_eq!(screen(&State::default(), &ctx), ["no request so far: the recording is still being read"]);
}
