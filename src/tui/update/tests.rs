//! Messages in, state out.

use super::*;
use crate::recording::Scope;
use crate::tui::state::Places;
use crossterm::event::KeyCode;

fn state() -> State {
    State::new("test".to_owned(), Arc::new(View::default()), (120, 40), true)
}

fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    let chords = keys.split(' ').map(|key| Chord::parse(key).unwrap());
    chords.flat_map(|chord| update(state, Msg::Key(chord))).collect()
}

#[test]
fn nothing_is_recorded_and_every_key_is_harmless() {
    let mut state = state();
    for spec in crate::tui::command::COMMANDS {
        for key in spec.keys {
            press(&mut state, key);
            press(&mut state, "Esc");
        }
    }
    assert_eq!(state.playhead.seq, 0);
}

#[test]
fn a_digit_chooses_a_pane_and_becomes_a_count_when_a_step_follows() {
    let mut state = state();
    press(&mut state, "5");
    assert_eq!((state.layout.pane, state.layout.focus), (PaneId::Console, Focus::Pane));
    update(&mut state, Msg::Clock(Duration::from_secs(2)));
    press(&mut state, "3 0 l");
    assert_eq!(state.layout.pane, PaneId::Console, "30l is a count: the diff pane that its 3 chose went away again");
    press(&mut state, "6 D");
    assert_eq!(state.keys.count, None, "what takes no count leaves the digit a pane");
}

#[test]
fn a_count_that_waits_too_long_is_a_pane() {
    let mut state = state();
    press(&mut state, "4");
    update(&mut state, Msg::Clock(Duration::from_secs(2)));
    press(&mut state, "l");
    assert_eq!(state.layout.pane, PaneId::Event);
    assert_eq!(state.keys.count, None);
}

#[test]
fn tab_walks_the_ring_of_regions_both_ways() {
    let mut state = state();
    let mut seen = Vec::new();
    for _ in 0..PaneId::ALL.len() + 2 {
        press(&mut state, "Tab");
        seen.push((state.layout.focus == Focus::Pane).then_some(state.layout.pane));
    }
    let mut ring: Vec<Option<PaneId>> = PaneId::ALL.into_iter().map(Some).collect();
    ring.extend([None, PaneId::ALL.first().copied()]);
    assert_eq!(seen, ring);
    press(&mut state, "S-Tab");
    assert_eq!(state.layout.focus, Focus::Rows);
}

#[test]
fn quit_leaves_and_typing_does_not() {
    let mut state = state();
    press(&mut state, "/");
    assert!(press(&mut state, "q u i t").iter().all(|effect| *effect != Effect::Quit));
    assert_eq!(state.rows.pattern, "quit");
    press(&mut state, "Esc");
    assert!(state.rows.pattern.is_empty());
    assert_eq!(press(&mut state, "q"), [Effect::Quit]);
}

#[test]
fn the_filter_is_asked_for_as_it_is_typed() {
    let mut state = state();
    press(&mut state, "/");
    let asked = press(&mut state, "a b");
    let pattern = |pattern: &str| Effect::Filter { pattern: pattern.to_owned(), scope: Scope::default() };
    assert!(asked.contains(&pattern("a")) && asked.contains(&pattern("ab")), "{asked:?}");
}

#[test]
fn a_result_for_an_older_pattern_is_no_result() {
    let mut state = state();
    press(&mut state, "/ a b");
    let work = |pattern: &str| {
        Msg::Work(Box::new(Work::Filtered { pattern: pattern.to_owned(), scope: Scope::default(), rows: vec![1] }))
    };
    update(&mut state, work("a"));
    assert!(state.rows.matches.is_none());
    update(&mut state, work("ab"));
    assert!(state.rows.matches.is_some());
}

#[test]
fn messages_go_when_they_were_read() {
    let mut state = state();
    update(&mut state, Msg::Say("hello".to_owned()));
    let until = state.deadline().unwrap();
    update(&mut state, Msg::Clock(until));
    assert!(state.status.message.is_none() && state.deadline().is_none(), "an idle screen waits for ever");
}

#[test]
fn marks_want_a_letter() {
    let mut state = state();
    press(&mut state, "m a");
    assert!(state.places.marks.contains_key(&'a'));
    press(&mut state, "m 1");
    assert_eq!(state.places.marks.len(), 1);
    press(&mut state, "' z");
    assert!(state.status.message.as_ref().is_some_and(|(words, _)| words.contains("no such mark")));
}

#[test]
fn a_range_is_in_order_whichever_end_came_first() {
    use crate::clock::Time;
    let places = Places { range: Some((Time(9), Some(Time(2)))), ..Places::default() };
    assert_eq!(places.chosen(), Some((Time(2), Time(9))));
}

#[test]
fn what_is_pasted_is_typed_only_where_a_line_is_typed() {
    let mut state = state();
    assert!(update(&mut state, Msg::Paste("q".to_owned())).is_empty());
    press(&mut state, "/");
    update(&mut state, Msg::Paste("a\u{1b}[31mb\n".to_owned()));
    assert_eq!(state.rows.pattern, "a[31mb");
    let backspace = Chord { code: KeyCode::Backspace, modifiers: crossterm::event::KeyModifiers::NONE };
    update(&mut state, Msg::Key(backspace));
    assert_eq!(state.rows.pattern, "a[31m");
}

#[test]
fn jumps_take_counts_and_are_repeated_both_ways() {
    let mut state = state();
    press(&mut state, "r");
    assert!(state.status.message.as_ref().is_some_and(|(words, _)| words.contains("no jump to repeat")));
    press(&mut state, "3 e");
    assert_eq!(state.keys.jump, Some((Command::NextError, 3)));
    press(&mut state, "R");
    assert_eq!(state.keys.jump, Some((Command::NextError, 3)), "what is repeated stays the last jump");
}

#[test]
fn keys_of_several_chords_wait_for_the_rest() {
    let mut state = state();
    let keys = crate::tui::keymap::parse_keys("Z Z").unwrap();
    state.keys.map.bind(crate::tui::command::Context::Global, &keys, Command::Quit.into());
    assert_eq!(press(&mut state, "Z"), []);
    assert!(state.deadline().is_some(), "what may follow is shown after a while");
    assert_eq!(press(&mut state, "Z"), [Effect::Quit]);
    press(&mut state, "Z x");
    assert!(state.status.message.as_ref().is_some_and(|(words, _)| words == "Z x means nothing here"));
    press(&mut state, "Z Esc");
    assert!(state.keys.typed.is_empty());
}

#[test]
fn a_line_of_the_palette_is_a_command_with_what_it_takes() {
    let mut state = state();
    press(&mut state, ": m a r k Space q Enter");
    assert!(state.places.marks.contains_key(&'q'));
    press(&mut state, ": n e x t - e r r e r Enter");
    let said = state.status.message.clone().unwrap_or_default().0;
    assert!(said.contains("did you mean next-error"), "{said}");
    press(&mut state, ": g o Enter");
    assert!(matches!(&state.overlay, Overlay::Line(line) if line.entry.text() == "go "), "it waits for the moment");
}

#[test]
fn regions_grow_and_shrink_until_they_cannot() {
    let mut state = state();
    let rows = |state: &State| state.layout.areas().rows.body.width;
    let before = rows(&state);
    press(&mut state, "C-Up");
    assert_eq!(rows(&state), before + 4);
    press(&mut state, "x C-Up C-Up");
    assert_eq!(rows(&state), before - 4, "the pane has the focus and grows");
    press(&mut state, &["C-Up"; 40].join(" "));
    let least = rows(&state);
    assert!(state.status.message.as_ref().is_some_and(|(said, _)| said.contains("cannot become larger")));
    press(&mut state, "C-Down");
    assert_eq!(rows(&state), least + 4, "what could not be had was not counted");
    press(&mut state, &["S-Down"; 9].join(" "));
    assert!(state.layout.areas().lanes.is_empty());
    press(&mut state, "S-Up");
    assert_eq!(state.layout.areas().lanes.height, 1);
}
