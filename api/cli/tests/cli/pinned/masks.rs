//! Words in place of what differs from run to run: how long something took, how fast it went.

const WORD: &str = "[varies]";

/// Members of JSON that are measured.
const MEMBERS: [&str; 8] = [
    "seconds",
    "events_per_second",
    "folding_seconds",
    "indexing_seconds",
    "catching_up_seconds",
    "comparing_seconds",
    "leader",
    "led_since",
];

/// Columns of tab-separated lines that are measured.
const COLUMNS: [&str; 2] = ["events/s", "seconds"];

/// Says how large tables are on a disk; the size of an export is always the same.
const SIZE: &str = "bytes";
const BESIDE_SIZE: &str = "dropped";

/// The years of a clock on a wall, as against those of the story and those to come.
const PRESENT: std::ops::Range<u32> = 2026..2900;

/// Leaves one line of each phase of a rebuild: a slow one writes more.
pub fn phases(text: &str) -> impl Iterator<Item = &str> {
    let mut last = None;
    text.lines().filter(move |line| {
        let phase = line.split_once("\"phase\":").map(|(_, phase)| phase);
        let is_news = phase.is_none() || phase != last;
        last = phase;
        is_news
    })
}

/// Masks what time it is; a clock says so to the microsecond, and an example does not.
pub fn present(text: &str) -> String {
    let (mut told, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('T') {
        let day = before
            .len()
            .checked_sub(DAY)
            .and_then(|at| before.get(at..));
        let year = day.and_then(|day| day.split_once('-')?.0.parse().ok());
        let end = after.find('Z');
        match (day, year, end) {
            (Some(day), Some(year), Some(end))
                if PRESENT.contains(&year) && is_time(&after[..end]) =>
            {
                told.push_str(before.strip_suffix(day).unwrap_or(before));
                told.push_str("[now]");
                rest = &after[end + 1..];
            }
            _ => {
                told.push_str(before);
                told.push('T');
                rest = after;
            }
        }
    }
    told + rest
}

const DAY: usize = "2026-01-01".len();

fn is_time(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || c == ':' || c == '.';
    text.contains('.') && text.chars().all(is_part)
}

/// Masks one line of JSON.
pub fn json(line: &str) -> String {
    let mut masked = line.to_owned();
    let size = line.contains(BESIDE_SIZE).then_some(SIZE);
    let folded = line.contains("\"phase\":\"folding\"").then_some("events");
    for member in MEMBERS.into_iter().chain(size).chain(folded) {
        let name = format!("\"{member}\":");
        let (mut told, mut rest) = (String::new(), masked.as_str());
        while let Some((before, after)) = rest.split_once(&name) {
            let end = after.find([',', '}']).unwrap_or(after.len());
            let value = match &after[..end] {
                "null" => "null".to_owned(),
                _ => format!("\"{WORD}\""),
            };
            told.push_str(&format!("{before}{name}{value}"));
            rest = &after[end..];
        }
        masked = told + rest;
    }
    masked
}

/// Masks tab-separated lines under their header.
pub fn rows(text: &str) -> String {
    let header: Vec<&str> = text
        .lines()
        .next()
        .unwrap_or_default()
        .split('\t')
        .collect();
    let size = header.contains(&BESIDE_SIZE).then_some(SIZE);
    let is_masked = |column: usize| {
        let name = header.get(column).copied().unwrap_or_default();
        COLUMNS.contains(&name) || Some(name) == size
    };
    let line = |(n, line): (usize, &str)| {
        let cell = |(column, cell)| match n > 0 && is_masked(column) {
            true => WORD.to_owned(),
            false => String::from(cell),
        };
        let cells: Vec<String> = line.split('\t').enumerate().map(cell).collect();
        cells.join("\t")
    };
    let lines: Vec<String> = text.lines().enumerate().map(line).collect();
    lines.join("\n")
}

/// Masks what a rebuild says at its end: `60 events in 0.1 s, 600 events/s; …`.
pub fn prose(text: &str) -> String {
    let line = |line: &str| match (
        line.split_once(" events in "),
        line.split_once(" events/s; "),
    ) {
        (Some((events, _)), Some((_, rest))) => {
            format!("{events} events in {WORD} s, {WORD} events/s; {rest}")
        }
        _ => line.to_owned(),
    };
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n")
}
