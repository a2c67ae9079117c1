//! Forms of several parts, as browsers and programs send them.

/// What parts are divided by.
pub const BOUNDARY: &str = "----claims-7f3a";

/// A form that is being written.
#[derive(Clone, Debug, Default)]
pub struct Form(Vec<u8>);

impl Form {
    /// Says what a request with such a form says it is.
    pub fn media_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// Adds a file.
    pub fn file(self, name: &str, media_type: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: {media_type}"
        );
        self.part(head.as_bytes(), bytes)
    }

    /// Adds what a document says.
    pub fn facts(self, facts: &str) -> Self {
        let head =
            b"Content-Disposition: form-data; name=\"facts\"\r\nContent-Type: application/json";
        self.part(head, facts.as_bytes())
    }

    /// Adds a part with a head of its own.
    pub fn part(mut self, head: &[u8], bytes: &[u8]) -> Self {
        for piece in [
            b"--".as_slice(),
            BOUNDARY.as_bytes(),
            b"\r\n",
            head,
            b"\r\n\r\n",
            bytes,
            b"\r\n",
        ] {
            self.0.extend_from_slice(piece);
        }
        self
    }

    /// Ends the form.
    pub fn end(mut self) -> Vec<u8> {
        self.0
            .extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.0
    }

    /// Leaves the form without its end.
    pub fn cut_off(self) -> Vec<u8> {
        self.0
    }
}
