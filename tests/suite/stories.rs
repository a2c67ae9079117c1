//! Stories: plain files a claims officer can review, told through every door.

mod doors;
mod grammar;
mod http_door;
mod pinned;
mod programme;
mod questions;
mod surprises;
mod wire;

use application::story::{SHELF, Story, embedded_policy, the_story};

/// Reads every story on the shelf.
fn all() -> Vec<Story> {
    SHELF
        .iter()
        .map(|shelved| shelved.story().unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

/// Reads a story from a text.
fn read(text: &str) -> Result<Story, application::story::ParseError> {
    Story::parse("test.story", text, embedded_policy)
}

#[test]
fn every_story_of_the_folder_is_on_the_shelf() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/stories");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut shelf: Vec<&str> = SHELF.iter().map(|shelved| shelved.file).collect();
    shelf.sort();
    assert_eq!(files, shelf);
}

#[test]
fn the_names_of_stories_differ() {
    let mut names: Vec<String> = all().into_iter().map(|story| story.name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), SHELF.len());
    assert_eq!(the_story().name, "atelier-breton");
}
