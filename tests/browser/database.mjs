// A PostgreSQL of a test's own, on a socket: it can be asked, taken away and brought back.
import {execFile, execFileSync, spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);

/// Starts it; gives its address, and what can be done to it.
export async function database() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'claims-browser-pg.'));
  const as = owner();
  if (as.uid !== undefined) fs.chownSync(folder, as.uid, as.gid);
  const program = name => path.join(programs(), name);
  const data = path.join(folder, 'data');
  const control = (...args) => run(program('pg_ctl'), ['-D', data, '-w', ...args], {...as, cwd: folder});
  const start = () => control('-l', path.join(folder, 'log'), '-o', `-k ${folder} -c listen_addresses= -c max_connections=200 -c fsync=off`, 'start');
  await run(program('initdb'), ['-D', data, '-U', 'tests', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {...as, cwd: folder});
  await start();
  const holders = [];
  return {
    url: `postgres://tests@localhost/postgres?host=${folder}`,
    start,
    /// Takes it away at once, as a crash does.
    stop: () => control('-m', 'immediate', 'stop'),
    /// Holds a table, so that nobody can even read it; gives how it is let go.
    async hold(table) {
      const holder = spawn(program('psql'), ['-h', folder, '-U', 'tests', '-d', 'postgres', '-At'], {stdio: ['pipe', 'pipe', 'inherit']});
      holder.stdin.write(`begin; lock table ${table} in access exclusive mode; select 'held';\n`);
      for await (const said of holder.stdout) if (String(said).includes('held')) break;
      holders.push(holder);
      return () => holder.stdin.end();
    },
    /// Lets go of all that a test held when it failed.
    letGo: () => holders.forEach(holder => holder.stdin.end()),
    async end() {
      await control('-m', 'immediate', 'stop').catch(() => {});
      fs.rmSync(folder, {recursive: true, force: true});
    },
  };
}

/// Finds the folder of PostgreSQL's programs: the newest there is.
function programs() {
  if (process.env.PG_BINDIR) return process.env.PG_BINDIR;
  const home = '/usr/lib/postgresql';
  const versions = fs.existsSync(home) ? fs.readdirSync(home).sort((one, other) => Number(one) - Number(other)) : [];
  if (versions.length) return path.join(home, versions.at(-1), 'bin');
  return path.dirname(execFileSync('which', ['initdb'], {encoding: 'utf8'}).trim());
}

/// PostgreSQL does not run as root: then its own user runs it.
function owner() {
  if (process.getuid() !== 0) return {};
  const id = what => Number(execFileSync('id', [what, 'postgres'], {encoding: 'utf8'}));
  return {uid: id('-u'), gid: id('-g')};
}
