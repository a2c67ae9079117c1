//! A caller that costs little: one connection that is kept, requests written as they go over the
//! wire, and of an answer no more read than its status, its length and its body.
//!
//! What is measured is the server; a whole client on the same machine takes as much time as it.

use hyper::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{ANSWER, Unanswered};

/// The length of `HTTP/1.1 `, which the status follows.
const BEFORE_STATUS: usize = 9;

/// Room for an answer to a command, in bytes.
const ROOM: usize = 4 * 1024;

/// Somebody with a connection of their own.
pub(crate) struct Wire {
    stream: TcpStream,
    /// What is the same in every request: whom it is to, and whose it is.
    always: String,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Wire {
    pub async fn connect(port: u16, key: &str) -> Result<Self, Unanswered> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await;
        let stream = stream.map_err(Unanswered::Connection)?;
        stream.set_nodelay(true).map_err(Unanswered::Connection)?;
        Ok(Self {
            stream,
            always: format!(
                " HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {key}\r\n\
                 if-match: *\r\ncontent-type: application/json\r\ncontent-length: "
            ),
            request: vec![],
            answer: Vec::with_capacity(ROOM),
        })
    }

    /// Sends JSON, requires success, and gives the body of the answer.
    pub async fn post(&mut self, path: &str, body: &str) -> Result<&[u8], Unanswered> {
        let length = body.len().to_string();
        self.request.clear();
        for part in ["POST ", path, &self.always, &length, "\r\n\r\n", body] {
            self.request.extend_from_slice(part.as_bytes());
        }
        let late = || Unanswered::Late {
            path: path.to_owned(),
        };
        let (status, begins) = timeout(ANSWER, self.answered())
            .await
            .map_err(|_| late())??;
        match status.is_success() {
            true => Ok(&self.answer[begins..]),
            false => Err(Unanswered::Status {
                path: path.to_owned(),
                status,
            }),
        }
    }

    /// Sends the request; gives the status of its answer and where the body begins.
    async fn answered(&mut self) -> Result<(StatusCode, usize), Unanswered> {
        let sent = self.stream.write_all(&self.request).await;
        sent.map_err(Unanswered::Connection)?;
        self.answer.clear();
        let mut head = None;
        loop {
            let read = self.stream.read_buf(&mut self.answer).await;
            if read.map_err(Unanswered::Connection)? == 0 {
                return Err(Unanswered::NotHttp);
            }
            if head.is_none() {
                head = Head::of(&self.answer)?;
            }
            if let Some(head) = &head
                && self.answer.len() >= head.ends + head.body
            {
                return Ok((head.status, head.ends));
            }
        }
    }
}

/// What is read of the head of an answer.
struct Head {
    status: StatusCode,
    ends: usize,
    /// How long the body is; our answers to commands say so.
    body: usize,
}

impl Head {
    /// Reads a head; none: it is not there yet.
    fn of(answer: &[u8]) -> Result<Option<Self>, Unanswered> {
        let Some(ends) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = std::str::from_utf8(&answer[..ends]).map_err(|_| Unanswered::NotHttp)?;
        let status = head.get(BEFORE_STATUS..BEFORE_STATUS + 3);
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().ok())?
        });
        let status = status.and_then(|status| StatusCode::from_bytes(status.as_bytes()).ok());
        match (status, length) {
            (Some(status), Some(body)) => Ok(Some(Self {
                status,
                ends: ends + 4,
                body,
            })),
            _ => Err(Unanswered::NotHttp),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Head, StatusCode};

    #[test]
    fn of_an_answer_its_status_and_its_body_are_found() {
        let answer = b"HTTP/1.1 201 Created\r\nETag: \"v1\"\r\nContent-Length: 2\r\n\r\n{}";
        let head = Head::of(answer).expect("readable").expect("a whole head");
        assert_eq!(head.status, StatusCode::CREATED);
        assert_eq!((&answer[head.ends..], head.body), (&b"{}"[..], 2));
        assert!(matches!(Head::of(&answer[..40]), Ok(None)), "half a head");
    }

    #[test]
    fn an_answer_without_a_length_is_none_of_ours() {
        assert!(Head::of(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(Head::of(b"220 mail.example\r\n\r\n").is_err());
    }
}
