//! The page pane over a page of its own: what is read, what is marked, what is followed.

use super::*;
use crate::event::Event;
use crate::tui::panes::testing::{context, screen};
use crate::tui::theme::{Depth, Role};

const META: &str = r#"{"type":4,"timestamp":1,"data":{"href":"https://shop.test/cart","width":800,"height":600}}"#;

/// A page with what the pane has words for.
const PAGE: &str = r#"{"type":2,"timestamp":2,"data":{"initialOffset":{"left":0,"top":0},"node":{"type":0,"id":1,"childNodes":[
  {"type":2,"tagName":"html","attributes":{},"id":3,"childNodes":[
    {"type":2,"tagName":"head","attributes":{},"id":4,"childNodes":[
      {"type":2,"tagName":"title","attributes":{},"id":5,"childNodes":[{"type":3,"textContent":"Shop","id":6}]}]},
    {"type":2,"tagName":"body","attributes":{},"id":7,"childNodes":[
      {"type":2,"tagName":"h1","attributes":{},"id":9,"childNodes":[{"type":3,"textContent":"Cart 漢字 \u001b[2J","id":10}]},
      {"type":2,"tagName":"p","attributes":{},"id":12,"childNodes":[
        {"type":3,"textContent":"See ","id":13},
        {"type":2,"tagName":"a","attributes":{"href":"/t"},"id":14,"childNodes":[{"type":3,"textContent":"the terms","id":15}]},
        {"type":3,"textContent":" of delivery in full before the order is sent","id":16}]},
      {"type":2,"tagName":"p","attributes":{},"id":17,"childNodes":[{"type":3,"textContent":"***** ****","id":18}]},
      {"type":2,"tagName":"ul","attributes":{"id":"list"},"id":20,"childNodes":[
        {"type":2,"tagName":"li","attributes":{},"id":21,"childNodes":[{"type":3,"textContent":"one","id":22}]},
        {"type":2,"tagName":"li","attributes":{},"id":23,"childNodes":[{"type":3,"textContent":"two","id":24}]}]},
      {"type":2,"tagName":"div","attributes":{},"id":30,"childNodes":[
        {"type":2,"tagName":"input","attributes":{"type":"text","placeholder":"coupon"},"id":31,"childNodes":[]},
        {"type":2,"tagName":"button","attributes":{},"id":32,"childNodes":[{"type":3,"textContent":"Apply","id":33}]}]},
      {"type":2,"tagName":"div","attributes":{"style":"display: none"},"id":40,"childNodes":[{"type":3,"textContent":"no","id":41}]}
    ]}]}]}}}"#;

const CHANGE: &str = r#"{"type":3,"timestamp":3,"data":{"source":0,"texts":[{"id":16,"value":" apply"}],"attributes":[],
  "removes":[{"parentId":20,"id":21}],
  "adds":[{"parentId":7,"nextId":null,"node":{"type":2,"tagName":"p","attributes":{},"childNodes":[],"id":50}},
          {"parentId":50,"nextId":null,"node":{"type":3,"textContent":"refused","id":51}}]}}"#;

fn step(before: &Tree, seq: Seq, event: &str, columns: usize) -> Loaded {
    let mut after = before.clone();
    let mut applied = after.apply(seq, &Event::parse(event.as_bytes()).unwrap());
    applied.changes.retain(|change| change.id != 1);
    let marks = Marks::new(before, &after, &applied.changes, &[]);
    Loaded::new((seq, None), Arc::new(after), &marks, None, columns)
}

fn page(columns: usize) -> Loaded {
    step(&step(&Tree::new(), 0, META, columns).tree, 1, PAGE, columns)
}

fn load(pane: &mut State, ctx: &Context<'_>, loaded: Loaded) -> Arc<Tree> {
    let tree = Arc::clone(&loaded.tree);
    pane.update(ctx, PaneMsg::Loaded(super::super::Loaded::Page(Box::new(loaded))));
    tree
}

#[test]
fn the_page_reads_as_it_looks_and_wraps() {
    let view = View::default();
    let ctx = context(&view, 1, (36, 20));
    let mut pane = State::default();
    load(&mut pane, &ctx, page(36));
    assert_eq!(
        screen(&pane, &ctx),
        [
            " # Cart 漢字 ␛[2J                 #9",
            "",
            " See the terms of delivery in full",
            " before the order is sent",
            "",
            " ***** ****",
            "",
            " - one",
            " - two",
            "",
            " [coupon] [Apply]",
        ]
    );
}

#[test]
fn what_an_event_changed_has_its_sign_and_is_followed_until_one_walks_away() {
    let view = View::default();
    let ctx = context(&view, 2, (36, 20));
    let mut pane = State::default();
    let tree = load(&mut pane, &ctx, page(36));
    load(&mut pane, &ctx, step(&tree, 2, CHANGE, 36));
    let signs: Vec<String> = screen(&pane, &ctx).into_iter().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(
        signs.iter().filter(|line| !line.is_empty()).collect::<Vec<_>>(),
        ["~See the terms apply             #12", "-- two", "+refused",]
    );
    assert_eq!(pane.title(&ctx), "3 changed");
    assert_eq!(pane.node(), Some(12), "the first change is followed");
    let later = Context { seq: 5, ..ctx };
    assert!(screen(&pane, &later).contains(&"▏refused".to_owned()), "a later event: changed before");
    let asks = pane.update(&ctx, PaneMsg::Command(Command::NextHit, 1));
    assert_eq!(asks, [Ask::Say("change 2 of 3".to_owned()), Ask::Node(23)]);
    assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Inspect, 1)), [Ask::Inspect(23)]);
    let tree = load(&mut pane, &ctx, page(36));
    assert_eq!(pane.node(), Some(23), "what was chosen stays chosen");
    load(&mut pane, &ctx, step(&tree, 2, CHANGE, 20));
    assert_eq!(pane.node(), Some(23), "at another width as well");
}

#[test]
fn text_is_found_by_the_worker_and_set_off() {
    let view = View::default();
    let ctx = context(&view, 1, (60, 20));
    let mut pane = State::default();
    let mut find = |pattern: &str| {
        pane.update(&ctx, PaneMsg::Find(pattern.to_owned()));
        let found = Box::new(page(60).search(pattern));
        let said = pane.update(&ctx, PaneMsg::Loaded(super::super::Loaded::Page(found)));
        (said, pane.block())
    };
    let found = || vec![Ask::Say("1 found".to_owned())];
    assert_eq!(find("TERMS of"), (found(), Some(1)));
    assert_eq!(find("#32"), (found(), Some(5)), "the button's block");
    assert_eq!(find("nowhere").0, []);
    assert_eq!(find("terms"), (found(), Some(1)), "round again");
    let theme = Theme::fallback(Depth::Ansi16, crate::tui::options::GlyphSet::Blocks);
    let mut buf = Buffer::empty(Rect::new(0, 0, 60, 20));
    pane.draw(&Context { focused: false, ..ctx }, &theme, buf.area, &mut buf);
    assert_eq!(buf[(9, 2)].style().fg, theme.style(Role::Hit).fg);
    pane.update(&ctx, PaneMsg::Command(Command::Top, 1));
    let later = Box::new(page(60).search("terms"));
    assert_eq!(pane.update(&ctx, PaneMsg::Loaded(super::super::Loaded::Page(later))), [], "gone to once");
}

#[test]
fn an_event_that_changes_nothing_that_is_read_asks_for_nothing() {
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/checkout.export.json");
    let inputs = [crate::archive::Input::Path(sample)];
    let recording = Recording::load(&inputs, crate::recording::Want::Everything).unwrap();
    let view = recording.view();
    let moved = |seq: &Seq| view.index.kind(*seq) == Kind::Move && view.index.kind(*seq - 1) == Kind::Move;
    let seq = view.index.seqs().skip(20).find(moved).unwrap();
    let mut pane = State::default();
    let asked = pane.update(&context(&view, seq - 1, (80, 20)), PaneMsg::Refresh);
    let [Ask::Load(want @ Want::Page { seq: read, since: Some(_), .. })] = &asked[..] else { panic!("{asked:?}") };
    assert!(is_read(view.index.kind(*read)) && *read < seq);
    let loaded = super::load(&recording, &view, want, &Cancel::new()).unwrap();
    assert!(!loaded.laid.rows.is_empty());
    pane.update(&context(&view, seq - 1, (80, 20)), PaneMsg::Loaded(super::super::Loaded::Page(Box::new(loaded))));
    assert_eq!(pane.update(&context(&view, seq, (80, 20)), PaneMsg::Refresh), []);
    assert_eq!(pane.update(&context(&view, seq, (70, 20)), PaneMsg::Refresh).len(), 1, "another width is laid anew");
}

#[test]
fn a_scrolled_page_is_shown_from_about_there() {
    let paragraphs: Vec<String> = (0..200)
        .map(|at| {
            let text = format!(r#"{{"type":3,"textContent":"paragraph {at}","id":{}}}"#, 1000 + at);
            format!(r#"{{"type":2,"tagName":"p","attributes":{{}},"id":{},"childNodes":[{text}]}}"#, 100 + at)
        })
        .collect();
    let snapshot = format!(
        r#"{{"type":2,"timestamp":2,"data":{{"initialOffset":{{"left":0,"top":2000}},"node":{{"type":0,"id":1,"childNodes":[
        {{"type":2,"tagName":"html","attributes":{{}},"id":2,"childNodes":[
        {{"type":2,"tagName":"body","attributes":{{}},"id":3,"childNodes":[{}]}}]}}]}}}}}}"#,
        paragraphs.join(",")
    );
    let view = View::default();
    let ctx = context(&view, 1, (40, 10));
    let mut pane = State::default();
    let meta = step(&Tree::new(), 0, META, 40);
    load(&mut pane, &ctx, step(&meta.tree, 1, &snapshot, 40));
    assert_eq!(screen(&pane, &ctx)[0].trim_end(), " paragraph 50                       #150");
    assert_eq!(pane.title(&ctx), "scrolled 2000 px");
}

#[test]
fn an_empty_pane_says_why() {
    let view = View::default();
    let ctx = context(&view, 0, (60, 3));
    assert_eq!(screen(&State::default(), &ctx), ["no page yet: the recording is still being read"]);
    let mut failed = State::default();
    failed.update(&ctx, PaneMsg::Failed("event #3: it is gone".to_owned()));
    assert_eq!(screen(&failed, &ctx), ["event #3: it is gone"]);
}

#[test]
fn a_deep_nest_of_words_is_laid_in_a_moment() {
    let mut inner = r#"{"type":3,"textContent":"end","id":9}"#.to_owned();
    for id in (10..2000).rev() {
        inner = format!(
            r#"{{"type":2,"tagName":"b","attributes":{{}},"id":{id},"childNodes":[{{"type":3,"textContent":"w ","id":{}}},{inner}]}}"#,
            id + 5000
        );
    }
    let snapshot = format!(
        r#"{{"type":2,"timestamp":2,"data":{{"initialOffset":{{"left":0,"top":0}},"node":{{"type":0,"id":1,"childNodes":[
        {{"type":2,"tagName":"p","attributes":{{}},"id":2,"childNodes":[{inner}]}}]}}}}}}"#
    );
    let view = View::default();
    let ctx = context(&view, 1, (40, 4));
    let mut pane = State::default();
    load(&mut pane, &ctx, step(&Tree::new(), 1, &snapshot, 40));
    assert_eq!(pane.loaded.as_ref().unwrap().laid.blocks.len(), 1);
    assert!(screen(&pane, &ctx)[0].starts_with(" w w w"));
}
