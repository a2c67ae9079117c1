//! What the documents show is what the tables of the house say.

const ARCHITECTURE: &str = include_str!("../../ARCHITECTURE.md");
const ACCESS: &str = include_str!("../../fixtures/access.csv");

/// Writes a table as Markdown has it.
fn markdown(table: &str) -> String {
    let row = |line: &str| format!("| {} |\n", line.replace(',', " | "));
    let mut lines = table.lines();
    let header = lines.next().expect("a header");
    let under = vec!["---"; header.split(',').count()].join("|");
    let rows: String = lines.map(row).collect();
    format!("{}|{under}|\n{rows}", row(header))
}

#[test]
fn the_architecture_shows_the_table_of_who_may_see_and_do_what() {
    let table = markdown(ACCESS);
    assert!(ARCHITECTURE.contains(&table), "it must be there:\n{table}");
}
