use super::look::Lookers;
use super::{Candidate, Command, Facts, Listing, Looked, Picker, Source, Then};
use crate::archive::Input;
use crate::tui::keymap::Chord;
use std::path::PathBuf;
use std::sync::mpsc;

fn press(picker: &mut Picker, keys: &str) -> Then {
    keys.split(' ').map(|key| picker.key(Chord::parse(key).unwrap())).last().unwrap()
}

/// A list of these files below `/r`, twenty lines high, of none of which anything is known.
fn picker(names: &[&str]) -> Picker {
    let mut picker = Picker::of_inputs(&[Input::Path(PathBuf::from("/r"))]);
    picker.resize((80, 26));
    let file = |name: &&str| Candidate { path: PathBuf::from(format!("/r/{name}")), named: false };
    picker.looked(Looked::Files(names.iter().map(file).collect(), 0));
    picker
}

fn known(container: &'static str) -> Box<Listing> {
    Box::new(Listing { container: Some(container), ..Listing::default() })
}

fn listed(picker: &Picker) -> Vec<&str> {
    picker.shown.iter().map(|id| picker.rows[*id].name.as_str()).collect()
}

#[test]
fn what_is_no_replay_leaves_the_list_and_the_chosen_one_stays_chosen() {
    let mut picker = picker(&["a.txt", "b.json", "c.json"]);
    assert_eq!(listed(&picker), ["a.txt", "b.json", "c.json"], "names without the folder");
    press(&mut picker, "j j");
    picker.looked(Looked::Facts(0, None));
    assert_eq!((listed(&picker), picker.list.cursor), (vec!["b.json", "c.json"], 1));
    assert_eq!(press(&mut picker, "Enter"), Then::Open(PathBuf::from("/r/c.json")));
}

#[test]
fn a_few_letters_filter_names_and_facts() {
    let mut picker = picker(&["checkout.json", "forms.json", "idle.json"]);
    picker.looked(Looked::Facts(1, Some(known("rrweb-array"))));
    press(&mut picker, "/ f o r m");
    assert_eq!(listed(&picker), ["forms.json"]);
    assert_eq!(press(&mut picker, "q"), Then::Stay, "a letter like any other while the filter is typed");
    assert!(listed(&picker).is_empty());
    assert_eq!(press(&mut picker, "Enter"), Then::Stay, "there is nothing to open");
    press(&mut picker, "Esc / r r w e b");
    assert_eq!(listed(&picker), ["forms.json"], "by its container");
    assert_eq!(press(&mut picker, "Enter"), Then::Open(PathBuf::from("/r/forms.json")));
}

#[test]
fn escape_drops_the_filter_before_it_leaves() {
    let mut picker = picker(&["a.json", "b.json"]);
    assert_eq!(press(&mut picker, "/ b Esc"), Then::Stay);
    assert_eq!(listed(&picker), ["a.json", "b.json"]);
    assert_eq!(press(&mut picker, "Esc"), Then::Leave);
    assert_eq!(press(&mut picker, "q"), Then::Leave);
}

#[test]
fn keys_are_those_that_are_configured_and_what_is_for_a_recording_says_so() {
    let mut picker = picker(&["a.json", "b.json"]);
    picker.keys = crate::tui::config::Config::read("[keys.list]\n\"J\" = \"down\"\n").0.keymap();
    press(&mut picker, "J");
    assert_eq!(picker.list.cursor, 1);
    press(&mut picker, "e");
    assert!(picker.said.as_deref().is_some_and(|said| said.starts_with("next-error is for an open recording")));
}

#[test]
fn what_was_opened_lately_and_is_gone_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone.json").display().to_string();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/checkout.export.json").to_owned();
    let mut picker = Picker::of_recent(&[gone, sample.clone()]);
    picker.resize((80, 26));
    assert!(matches!(picker.source, Source::Recent));
    let (to, from) = mpsc::channel();
    let lookers = Lookers::start(picker.quest(), move |looked| drop(to.send(looked)));
    lookers.prefer(&picker.unknown_in_sight());
    for looked in from {
        picker.looked(looked);
    }
    assert!(matches!(&picker.rows[0].facts, Facts::Missing));
    assert!(matches!(&picker.rows[1].facts, Facts::Known(listing) if listing.errors > 0));
    assert_eq!(press(&mut picker, "Enter"), Then::Stay);
    assert!(picker.said.as_deref().is_some_and(|said| said.ends_with("gone.json is not there any more")));
    assert_eq!(press(&mut picker, "j Enter"), Then::Open(PathBuf::from(sample)));
}

#[test]
fn what_is_in_sight_is_looked_at_and_the_rest_waits() {
    let names: Vec<String> = (0..50).map(|number| format!("{number:02}.json")).collect();
    let mut picker = picker(&names.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(picker.unknown_in_sight(), (0..20).collect::<Vec<_>>());
    picker.looked(Looked::Facts(49, Some(known("rrweb-array"))));
    picker.command(Command::Bottom);
    assert_eq!(picker.unknown_in_sight(), (30..49).collect::<Vec<_>>());
    assert_eq!(picker.click(2), Then::Stay);
    assert_eq!(picker.list.cursor, 30);
    assert_eq!(picker.click(2), Then::Open(PathBuf::from("/r/30.json")));
}
