//! A visitor of pages: reads them, fills forms in as a browser does, and looks at what is there.

use axum::http::HeaderMap;
use tests::form::Form;

use crate::http::door::Door;

/// A page or whatever else came back.
#[derive(Debug)]
pub struct Shown {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub text: String,
}

impl Shown {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Tells whether the page has a text, as it is written in the markup.
    #[track_caller]
    pub fn must_have(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "no {text:?} in {}", self.main());
        self
    }

    #[track_caller]
    pub fn must_not_have(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "{text:?} in {}", self.main());
        self
    }

    /// Gives what stands between the navigation and the footer.
    pub fn main(&self) -> &str {
        let rest = self.text.split_once("<main").map_or("", |(_, rest)| rest);
        rest.split_once("</main>")
            .map_or(&self.text, |(main, _)| main)
    }

    /// Gives the values of all hidden fields of a name.
    pub fn hidden(&self, name: &str) -> Vec<String> {
        let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
        let values = self.text.split(&start).skip(1);
        let values = values.filter_map(|rest| rest.split_once('"'));
        values.map(|(value, _)| value.to_owned()).collect()
    }

    /// Requires that one was led on, and gives where to.
    #[track_caller]
    pub fn led_to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.main());
        self.header("location")
    }
}

/// Reads a page.
pub async fn read(door: &Door, by: &str, path: &str) -> Shown {
    shown(door.get(path).by(by).answer().await)
}

/// Sends the fields of a form.
pub async fn fill(door: &Door, by: &str, path: &str, fields: &[(&str, &str)]) -> Shown {
    let encoded = |text: &str| {
        text.bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect::<String>()
    };
    let pairs = fields.iter();
    let pairs = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let body = pairs.collect::<Vec<_>>().join("&");
    let asking = door.post(path).by(by);
    let asking = asking.raw("application/x-www-form-urlencoded", body);
    shown(asking.answer().await)
}

/// A file as a browser sends it: name, type, bytes.
pub type Sent<'a> = (&'a str, &'a str, &'a [u8]);

/// Writes a form with files.
pub fn form(fields: &[(&str, &str)], files: &[Sent<'_>]) -> Form {
    let form = fields.iter().fold(Form::default(), |form, (name, value)| {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"");
        form.part(head.as_bytes(), value.as_bytes())
    });
    files.iter().fold(form, |form, (name, declared, bytes)| {
        let head = format!(
            "Content-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: {declared}"
        );
        form.part(head.as_bytes(), bytes)
    })
}

/// Sends a form with files.
pub async fn bring(
    door: &Door,
    by: &str,
    path: &str,
    fields: &[(&str, &str)],
    files: &[Sent<'_>],
) -> Shown {
    send(door, by, path, form(fields, files).end()).await
}

/// Sends the bytes of a form with files.
pub async fn send(door: &Door, by: &str, path: &str, body: Vec<u8>) -> Shown {
    let asking = door.post(path).by(by).header("accept-language", "en");
    shown(asking.raw(&Form::media_type(), body).answer().await)
}

fn shown((parts, bytes): (axum::http::response::Parts, Vec<u8>)) -> Shown {
    Shown {
        status: parts.status.as_u16(),
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        bytes,
    }
}
