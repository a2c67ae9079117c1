//! A database for one test alone.

use std::str::FromStr;

use projections::engine::pool_on;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};

/// Names the server on which tests make their databases.
pub const SERVER: &str = "CLAIMS_TEST_SERVER";

/// A database that nobody else uses, migrated; the server goes away after the suite.
pub struct Scratch {
    pub pool: PgPool,
    pub options: PgConnectOptions,
    pub url: String,
}

impl Scratch {
    /// Makes an empty database, without tables.
    pub async fn empty() -> Self {
        let server =
            std::env::var(SERVER).expect("run the suite by `tests/run`: it starts a server");
        let name = format!("scratch_{}", uuid::Uuid::now_v7().simple());
        let mut admin = PgConnection::connect(&server)
            .await
            .expect("the test server answers");
        sqlx::query(&format!("create database {name} template template0"))
            .execute(&mut admin)
            .await
            .expect("a database can be made");
        admin.close().await.expect("the connection closes");
        let options = PgConnectOptions::from_str(&server)
            .expect("a url")
            .database(&name);
        let url = server.replacen("/postgres", &format!("/{name}"), 1);
        Self {
            pool: pool_on(options.clone(), 8),
            options,
            url,
        }
    }

    /// Makes a database with the ledger's tables.
    pub async fn migrated() -> Self {
        let scratch = Self::empty().await;
        projections::schema::migrate(&scratch.pool)
            .await
            .expect("migrations apply");
        scratch
    }
}
