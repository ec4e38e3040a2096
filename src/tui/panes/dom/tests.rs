//! The DOM pane over a page of its own: what shows, what folds, what stays chosen.

use super::*;
use crate::event::Event;
use crate::tui::panes::testing::{context, screen};

/// A page with what the pane has words for.
const PAGE: &str = r#"{"type":2,"timestamp":2,"data":{"initialOffset":{"left":0,"top":0},"node":{"type":0,"id":1,"childNodes":[
  {"type":1,"name":"html","publicId":"","systemId":"","id":2},
  {"type":2,"tagName":"html","attributes":{"lang":"en"},"id":3,"childNodes":[
    {"type":2,"tagName":"head","attributes":{},"id":4,"childNodes":[
      {"type":2,"tagName":"title","attributes":{},"id":5,"childNodes":[{"type":3,"textContent":"Shop","id":6}]}]},
    {"type":2,"tagName":"body","attributes":{"class":"page"},"id":7,"childNodes":[
      {"type":3,"textContent":"\n  ","id":8},
      {"type":2,"tagName":"h1","attributes":{},"id":9,"childNodes":[{"type":3,"textContent":"Cart 漢字 👩‍🚀","id":10}]},
      {"type":2,"tagName":"div","attributes":{"class":"secret","rr_width":"100px","rr_height":"20px"},"id":11,"childNodes":[]},
      {"type":2,"tagName":"p","attributes":{},"id":12,"childNodes":[{"type":3,"textContent":"***** ****","id":13}]},
      {"type":2,"tagName":"input","attributes":{"type":"text","value":"ann"},"id":14,"childNodes":[]},
      {"type":2,"tagName":"x-card","attributes":{},"id":15,"isShadowHost":true,"childNodes":[
        {"type":2,"tagName":"slot","attributes":{},"id":16,"isShadow":true,"childNodes":[]}]},
      {"type":2,"tagName":"ul","attributes":{"id":"list"},"id":20,"childNodes":[
        {"type":2,"tagName":"li","attributes":{},"id":21,"childNodes":[{"type":3,"textContent":"one","id":22}]},
        {"type":2,"tagName":"li","attributes":{},"id":23,"childNodes":[{"type":3,"textContent":"\u001b[2Jtwo","id":24}]}]}]}]}]}}}"#;

const META: &str = r#"{"type":4,"timestamp":1,"data":{"href":"https://shop.test/cart","width":800,"height":600}}"#;
const CHANGE: &str = r#"{"type":3,"timestamp":3,"data":{"source":0,"texts":[{"id":22,"value":"ONE"}],"attributes":[],
  "removes":[{"parentId":20,"id":23}],
  "adds":[{"parentId":20,"nextId":null,"node":{"type":2,"tagName":"li","attributes":{},"childNodes":[],"id":30}},
          {"parentId":30,"nextId":null,"node":{"type":3,"textContent":"three","id":31}}]}}"#;

fn step(before: &Tree, seq: Seq, event: &str) -> Loaded {
    let mut after = before.clone();
    let applied = after.apply(seq, &Event::parse(event.as_bytes()).unwrap());
    let marks = Marks::new(before, &after, &applied.changes, &[]);
    let changed = marks.in_order(&after);
    Loaded { tree: Arc::new(after), marks, changed, target: None, search: Search::default() }
}

fn page() -> Loaded {
    let meta = step(&Tree::new(), 0, META);
    step(&meta.tree, 1, PAGE)
}

fn load(pane: &mut State, ctx: &Context<'_>, loaded: Loaded) -> Arc<Tree> {
    let tree = Arc::clone(&loaded.tree);
    pane.update(ctx, PaneMsg::Loaded(super::super::Loaded::Dom(Box::new(loaded))));
    tree
}

#[test]
fn the_page_reads_like_source() {
    let view = View::default();
    let ctx = context(&view, 1, (67, 24));
    let mut pane = State::default();
    load(&mut pane, &ctx, page());
    assert_eq!(
        screen(&pane, &ctx),
        [
            "▌▾ document https://shop.test/cart                               #1",
            "     <!DOCTYPE html>                                             #2",
            "   ▾ <html lang=\"en\">                                            #3",
            "     ▸ <head> … 1 node                                           #4",
            "     ▾ <body class=\"page\">                                       #7",
            "       ▸ <h1> \"Cart 漢字 👩‍🚀\"                                     #9",
            "         <div class=\"secret\"> [blocked 100x20]                  #11",
            "       ▸ <p> \"***** ****\" masked                                #12",
            "         <input type=\"text\" value=\"ann\"> !value=\"ann\"           #14",
            "       ▾ <x-card>                                               #15",
            "         ▾ #shadow-root",
            "             <slot>                                             #16",
            "       ▾ <ul id=\"list\">                                         #20",
            "         ▸ <li> \"one\"                                           #21",
            "         ▸ <li> \"␛[2Jtwo\"                                       #23",
        ]
    );
}

#[test]
fn what_an_event_changed_carries_a_bar_and_is_unfolded() {
    let view = View::default();
    let ctx = context(&view, 2, (41, 24));
    let mut pane = State::default();
    let tree = load(&mut pane, &ctx, page());
    load(&mut pane, &ctx, step(&tree, 2, CHANGE));
    let lines = screen(&pane, &ctx);
    let marked: Vec<&str> = lines.iter().filter(|line| line.starts_with('▌')).map(|line| line.trim_end()).collect();
    assert_eq!(
        marked,
        [
            "▌      ▾ <ul id=\"list\">               #20",
            "▌            \"ONE\"                    #22",
            "▌        ▾ <li>                       #30",
            "▌            \"three\"                  #31",
        ]
    );
    assert_eq!(pane.title(&ctx), "… > body.page > ul#list", "the pane follows what changed");
}

#[test]
fn the_chosen_node_stays_chosen_while_the_playhead_moves() {
    let view = View::default();
    let ctx = context(&view, 2, (100, 8));
    let mut pane = State::default();
    let tree = load(&mut pane, &ctx, page());
    let input = pane.rows.iter().position(|row| row.node == tree.get(14).unwrap().key()).unwrap();
    pane.list.reveal(input, pane.rows.len(), 8);
    pane.update(&ctx, PaneMsg::Command(Command::Up, 1));
    pane.update(&ctx, PaneMsg::Command(Command::Down, 1));
    let on_screen = pane.list.cursor - pane.list.top;
    let mut earlier = tree.as_ref().clone();
    let add = r#"{"type":3,"timestamp":3,"data":{"source":0,"texts":[],"attributes":[],"removes":[],
      "adds":[{"parentId":7,"nextId":9,"node":{"type":2,"tagName":"nav","attributes":{},"childNodes":[],"id":40}}]}}"#;
    load(&mut pane, &ctx, step(&earlier, 2, add));
    assert_eq!(pane.title(&ctx), "html > body.page > input");
    assert_eq!(pane.list.cursor, input + 1);
    assert_eq!(pane.list.cursor - pane.list.top, on_screen, "the line does not move on the screen");
    let gone = r#"{"type":3,"timestamp":4,"data":{"source":0,"texts":[],"attributes":[],"adds":[],
      "removes":[{"parentId":7,"id":14}]}}"#;
    earlier = pane.tree().unwrap().as_ref().clone();
    load(&mut pane, &ctx, step(&earlier, 3, gone));
    assert!(pane.list.cursor < pane.rows.len());
}

#[test]
fn nodes_fold_unfold_and_lead_to_their_parents() {
    let view = View::default();
    let ctx = context(&view, 1, (100, 24));
    let mut pane = State::default();
    load(&mut pane, &ctx, page());
    let rows = pane.rows.len();
    let press = |pane: &mut State, command| pane.update(&ctx, PaneMsg::Command(command, 1));
    press(&mut pane, Command::Bottom);
    press(&mut pane, Command::Unfold);
    assert_eq!(pane.rows.len(), rows + 1, "the text gets a row of its own");
    press(&mut pane, Command::Fold);
    press(&mut pane, Command::Fold);
    assert_eq!(pane.title(&ctx), "html > body.page > ul#list", "folding twice walks outwards");
    press(&mut pane, Command::Fold);
    assert_eq!(pane.rows.len(), rows - 2);
    press(&mut pane, Command::FoldAll);
    assert_eq!(pane.rows.len(), 21, "everything is open");
    press(&mut pane, Command::FoldAll);
    assert_eq!(pane.rows.len(), rows);
    pane.update(&ctx, PaneMsg::Command(Command::FoldAll, 2));
    assert_eq!(pane.rows.len(), 11, "two levels are open, and the way to the chosen node");
}

#[test]
fn changes_are_walked_in_document_order() {
    let view = View::default();
    let ctx = context(&view, 2, (100, 24));
    let mut pane = State::default();
    let tree = load(&mut pane, &ctx, page());
    load(&mut pane, &ctx, step(&tree, 2, CHANGE));
    let next = |pane: &mut State| match pane.update(&ctx, PaneMsg::Command(Command::NextHit, 1)).remove(0) {
        Ask::Say(said) => (said, pane.title(&ctx)),
        other => panic!("{other:?}"),
    };
    assert_eq!(next(&mut pane).0, "changed node 2 of 4");
    assert_eq!(next(&mut pane), ("changed node 3 of 4".to_owned(), "html > body.page > ul#list > li".to_owned()));
    next(&mut pane);
    assert_eq!(next(&mut pane).0, "changed node 1 of 4", "round again");
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
fn a_hundred_thousand_nodes_are_laid_in_a_moment() {
    let items: Vec<String> = (0..100_000)
        .map(|id| format!(r#"{{"type":2,"tagName":"li","attributes":{{}},"id":{},"childNodes":[]}}"#, id + 10))
        .collect();
    let snapshot = format!(
        r#"{{"type":2,"timestamp":1,"data":{{"initialOffset":{{"left":0,"top":0}},"node":{{"type":0,"id":1,"childNodes":[
        {{"type":2,"tagName":"ul","attributes":{{}},"id":2,"childNodes":[{}]}}]}}}}}}"#,
        items.join(",")
    );
    let view = View::default();
    let ctx = context(&view, 1, (100, 24));
    let mut pane = State::default();
    load(&mut pane, &ctx, step(&Tree::new(), 0, &snapshot));
    pane.update(&ctx, PaneMsg::Command(Command::FoldAll, 1));
    pane.update(&ctx, PaneMsg::Command(Command::Bottom, 1));
    assert_eq!(pane.rows.len(), 100_002);
    assert_eq!(screen(&pane, &ctx).last().unwrap().split_whitespace().next(), Some("<li>"));
}

#[test]
fn a_search_is_the_workers_and_its_first_hit_is_gone_to_once() {
    let view = View::default();
    let ctx = context(&view, 1, (100, 24));
    let mut pane = State::default();
    load(&mut pane, &ctx, page());
    assert!(pane.update(&ctx, PaneMsg::Find("two".to_owned())).is_empty(), "nothing is read yet");
    let found = |pattern: &str| {
        let read = page();
        let search = Search::new(&read.tree, pattern.to_owned());
        PaneMsg::Loaded(super::super::Loaded::Dom(Box::new(Loaded { search, ..read })))
    };
    assert!(pane.update(&ctx, found("tw")).is_empty(), "what was typed before does not count");
    assert_eq!(pane.update(&ctx, found("two")), [Ask::Say("1 found".to_owned())]);
    assert_eq!(pane.title(&ctx), "html > body.page > ul#list > li");
    pane.update(&ctx, PaneMsg::Command(Command::Top, 1));
    assert!(pane.update(&ctx, found("two")).is_empty(), "another event: the user is elsewhere by now");
}

#[test]
fn the_node_under_the_pointer_is_gone_to() {
    let view = View::default();
    let ctx = context(&view, 2, (100, 24));
    let mut pane = State::default();
    let tree = load(&mut pane, &ctx, page());
    let said = pane.update(&ctx, PaneMsg::Command(Command::Pointer, 1));
    assert!(matches!(&said[..], [Ask::Say(_)]), "{said:?}");
    let moved = r#"{"type":3,"timestamp":3,"data":{"source":1,"positions":[{"x":1,"y":2,"id":14,"timeOffset":0}]}}"#;
    load(&mut pane, &ctx, step(&tree, 2, moved));
    assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Pointer, 1)), [Ask::Node(14)]);
    assert_eq!(pane.title(&ctx), "html > body.page > input");
}
