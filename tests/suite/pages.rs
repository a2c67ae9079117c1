//! The pages, through the real router, as people's browsers get them.

mod answers;
mod claim;
mod desks;
mod documents;
mod failed;
mod files;
mod funds;
mod help;
mod looks;
mod members;
mod operations;
mod overview;
mod profile;
mod programmes;
mod safe;
mod taken_along;
mod visit;

use axum::Router;
use web::Persona;

use crate::http::browser::Browser;
use crate::http::door::{Door, now};
use crate::http::stage::{ADA, AUDE, CAMILLE, FAY, INES, MARC, PAUL, YANN};

/// Those whom anybody may be.
const PEOPLE: [(&str, &str); 8] = [
    ("Camille", CAMILLE),
    ("Paul", PAUL),
    ("Yann", YANN),
    ("Ines", INES),
    ("Marc", MARC),
    ("Fay", FAY),
    ("Ada", ADA),
    ("Aude", AUDE),
];

/// Makes the router of a demonstration.
fn demonstration(door: &Door) -> Router {
    let personas = PEOPLE.map(|(name, actor)| Persona {
        name: name.to_owned(),
        actor: actor.parse().unwrap(),
    });
    web::router(door.state(now).with_personas(personas.into()))
}

/// Gives a browser with which somebody is signed in.
async fn browser_of(router: &Router, name: &str) -> Browser {
    let browser = Browser::new(router);
    let page = browser.post("/sign-in", &format!("person={name}")).await;
    assert_eq!(page.leads_to(), "/");
    browser
}
