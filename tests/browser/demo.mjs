// The demonstration, served by the built program on a port and a folder of its own.
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const program = process.env.CLAIMS_PROGRAM ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'), 'debug/claims');

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/// Starts it, on a database that is named or on one of its own; gives its address, how the program is
/// run beside it in a terminal, and how it is stopped.
export async function demo({databaseUrl} = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'claims-browser.'));
  const port = await freePort();
  const env = {...process.env};
  delete env.DATABASE_URL;
  if (databaseUrl) env.DATABASE_URL = databaseUrl;
  const args = ['demo', '--port', String(port), '--data-dir', path.join(folder, 'data')];
  const running = spawn(program, args, {cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe']});
  let said = '';
  for (const stream of [running.stdout, running.stderr]) stream.on('data', text => { said = (said + text).slice(-20_000); });
  const base = `http://127.0.0.1:${port}`;
  const until = Date.now() + 180_000;
  for (;;) {
    if (running.exitCode !== null) throw new Error(`the demonstration ended early:\n${said}`);
    const answer = await fetch(`${base}/sign-in`).catch(() => null);
    if (answer?.ok) break;
    if (Date.now() > until) { running.kill(); throw new Error(`the demonstration did not start:\n${said}`); }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  const stop = async () => {
    if (running.exitCode === null) {
      running.kill('SIGTERM');
      await once(running, 'exit');
    }
    fs.rmSync(folder, {recursive: true, force: true});
  };
  const terminal = async (...args) => (await promisify(execFile)(program, args, {cwd: folder, env})).stdout;
  return {base, stop, terminal};
}
