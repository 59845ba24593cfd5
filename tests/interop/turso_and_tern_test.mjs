// Two sync clients of Turso's and two replicas of the `tern` program on one database, with SQL at the primary: seeded
// rounds of edits, pushes and pulls in random order; in the end all five hold the same rows, and what did not come
// through stands in sync_conflicts. INTEROP_SEED=N runs one seed again.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { connect } from '@tursodatabase/sync';
import { createClient } from '@libsql/client';
import { makeDatabase, origin, token, urlOf } from './server.mjs';

const seeds = process.env.INTEROP_SEED ? [Number(process.env.INTEROP_SEED)] : [1, 2, 3];
const kRounds = 12;
const kShared = 6; // rows that all fight over
const kKeys = 5; // of each table with keys of text
const kClaims = 8; // values of a UNIQUE column

/// mulberry32: the same numbers for a seed, everywhere.
function randomOf(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const kSchema = `
  CREATE TABLE token(id INTEGER PRIMARY KEY, who TEXT NOT NULL);
  CREATE TABLE shared(id INTEGER PRIMARY KEY, a TEXT, b BLOB, c REAL, n INTEGER);
  CREATE TABLE note(k TEXT PRIMARY KEY, v, by TEXT);
  CREATE TABLE word(k TEXT PRIMARY KEY, v, n INTEGER) WITHOUT ROWID;
  CREATE TABLE claim(id INTEGER PRIMARY KEY, what TEXT UNIQUE);
  CREATE INDEX shared_a ON shared(a);
  INSERT INTO shared(id) VALUES ${Array.from({ length: kShared }, (_, i) => `(${i})`)};
  INSERT INTO word VALUES ${Array.from({ length: kKeys }, (_, i) => `('w${i}', NULL, 0)`)};`;

/// A replica of the `tern` program; every step is a process of its own.
class TernReplica {
  constructor(name, database, folder) {
    this.name = name;
    this.file = join(folder, `${name}.db`);
    this.tern('clone', '--token-file', join(folder, 'token'), '--cacert', process.env.NODE_EXTRA_CA_CERTS, `${origin}/${database}`, this.file);
  }
  tern(...args) {
    const done = spawnSync(process.env.TERN, args, { encoding: 'utf8', timeout: 60000, maxBuffer: 1 << 26 });
    if (done.status !== 0) throw new Error(`${this.name}: tern ${args[0]}: ${done.stderr || done.stdout || done.error}`);
    return done.stdout;
  }
  async transact(statements) { this.tern('-bail', this.file, `BEGIN; ${statements.join('; ')}; COMMIT`); }
  async column(sql) {
    const out = this.tern('-json', this.file, sql).trim();
    return out === '' ? [] : JSON.parse(out).map((row) => Object.values(row)[0]);
  }
  async push() { this.tern('push', this.file); }
  async pull() { this.tern('pull', this.file); }
  async settle() { this.tern('sync', this.file); }
  async close() {}
}

/// A client of Turso's. What the server refuses it takes out of its queue, as its users do: by `transform`.
class TursoReplica {
  constructor(name, db, given_up, server) {
    Object.assign(this, { name, db, given_up, server, refusals: 0 });
  }
  static async open(name, database, folder, server) {
    const given_up = new Set(); // keys of table claim
    const db = await connect({
      path: join(folder, `${name}.db`), url: urlOf(database), authToken: token, clientName: name,
      transform: (change) => change.tableName === 'claim' && given_up.has(Number(change.id)) ? { operation: 'skip' } : null,
    });
    return new TursoReplica(name, db, given_up, server);
  }
  async transact(statements) {
    await this.db.exec('BEGIN');
    for (const sql of statements) await this.db.exec(sql);
    await this.db.exec('COMMIT');
  }
  async column(sql) { return (await (await this.db.prepare(sql)).all()).map((row) => Object.values(row)[0]); }
  async push() {
    for (let tries = 0; tries <= kRounds; tries++) {
      try {
        return await this.db.push();
      } catch (error) {
        this.refusals++;
        if (/insert_insert in note, key/.test(String(error.message))) await this.merge_note(error);
        else this.given_up.add(await this.newly_refused(error));
      }
    }
    assert.fail(`${this.name}: refused again and again`);
  }
  /// A row that it inserted has another one's in its way: once it has pulled, it knows that one, and its own is an update.
  async merge_note(error) {
    const [, key] = /key '(\w+)'/.exec(error.message);
    const rows = await this.server.column(`SELECT count(*) FROM sync_conflicts WHERE state = 'open' AND class = 'insert_insert'
      AND "table" = 'note' AND key = '${key}' AND ours LIKE '(k=''${key}'',%' AND theirs LIKE '(k=''${key}'',%' AND detail LIKE '${this.name}-%'`);
    assert.ok(rows[0] > 0, `${this.name}: ${error.message}: not in sync_conflicts`);
    await this.db.pull();
  }
  /// The key of the row that was refused, as sync_conflicts tells: what the client is told has to stand there.
  async newly_refused(error) {
    assert.match(String(error.message), /UNIQUE constraint failed: claim\.what/);
    const rows = await this.server.column("SELECT ours FROM sync_conflicts WHERE state = 'open' AND class = 'unique' AND detail LIKE " + quoted(`${this.name}-%`));
    const mine = rows.map((text) => /^INSERT INTO "claim".* -- (\d+), /.exec(text)).filter(Boolean).map((m) => Number(m[1]));
    const fresh = mine.filter((id) => !this.given_up.has(id));
    assert.equal(fresh.length, 1, `${this.name}: ${error.message}: not in sync_conflicts: ${rows}`);
    return fresh[0];
  }
  async pull() {
    try {
      await this.db.pull();
    } catch (error) { // its own rows, replayed over what came: it is to push first
      assert.match(String(error.message), /UNIQUE constraint failed: claim\.what/);
      await this.push();
      await this.db.pull();
    }
  }
  async settle() {
    await this.push();
    await this.pull();
  }
  async close() { await this.db.close(); }
}

/// SQL at the primary.
class Server {
  constructor(client) { Object.assign(this, { name: 'server', client }); }
  async transact(statements) { await this.client.batch(statements, 'write'); }
  async column(sql) { return (await this.client.execute(sql)).rows.map((row) => row[0]); }
}

const quoted = (text) => `'${text}'`;

class Play {
  constructor(seed, replicas, server) {
    Object.assign(this, { random: randomOf(seed), replicas, server, tokens: 0, acknowledged: new Map(), has_d: false });
  }
  pick(list) { return list[this.random(list.length)]; }
  value() {
    return this.pick([() => 'NULL', () => String(this.random(1000)), () => quoted(`t${this.random(1000)} é`),
      () => `x'00${(this.random(65536) + 65536).toString(16).slice(1)}ff'`, () => `${this.random(64)}.25`, () => '-9223372036854775808'])();
  }
  shared_edit() {
    const id = this.random(kShared);
    const columns = ['a', 'b', 'c', 'n', ...(this.has_d ? ['d'] : [])];
    const set = columns.filter(() => this.random(3) === 0);
    if (set.length === 0) set.push('n');
    const value = (column) => column === 'a' ? quoted(`a${this.random(1000)}`) : column === 'c' ? `${this.random(64)}.5` :
      column === 'n' ? String(this.random(1000)) : this.value();
    return `UPDATE shared SET ${set.map((column) => `${column} = ${value(column)}`).join(', ')} WHERE id = ${id}`;
  }
  note_edit(who) {
    const k = quoted(`k${this.random(kKeys)}`);
    return this.pick([
      () => `INSERT INTO note(k, v, by) VALUES(${k}, ${this.value()}, ${quoted(who)}) ON CONFLICT(k) DO UPDATE SET v = excluded.v, by = excluded.by`,
      () => `UPDATE note SET v = ${this.value()} WHERE k = ${k}`,
      () => `DELETE FROM note WHERE k = ${k}`,
    ])();
  }
  word_edit() {
    const k = quoted(`w${this.random(kKeys)}`);
    return this.pick([
      () => `INSERT OR REPLACE INTO word VALUES(${k}, ${this.value()}, ${this.random(100)})`,
      () => `UPDATE word SET v = ${this.value()}, n = n + 1 WHERE k = ${k}`,
      () => `DELETE FROM word WHERE k = ${k}`,
    ])();
  }
  /// One transaction, which only it puts a token into.
  async edit(who) {
    const id = ++this.tokens;
    const statements = [`INSERT INTO token VALUES(${id}, ${quoted(who.name)})`];
    for (let i = this.random(3); i >= 0; i--) {
      // Turso's clients cannot change tables WITHOUT ROWID.
      const kinds = [() => this.shared_edit(), () => this.note_edit(who.name)];
      if (!(who instanceof TursoReplica)) kinds.push(() => this.word_edit());
      statements.push(this.pick(kinds)());
    }
    const claims = who !== this.server && this.random(3) === 0;
    const what = quoted(`c${this.random(kClaims)}`);
    if (claims && !(await who.column(`SELECT count(*) FROM claim WHERE what = ${what}`))[0])
      statements.push(`INSERT INTO claim VALUES(${id}, ${what})`);
    await who.transact(statements);
    this.acknowledged.set(id, who);
  }
  async change_schema() {
    await this.server.transact(['ALTER TABLE shared ADD COLUMN d', 'CREATE TABLE later(id INTEGER PRIMARY KEY, v TEXT)',
      "INSERT INTO later VALUES(1, 'from the primary')", 'CREATE INDEX note_by ON note(by)']);
    for (const replica of this.replicas) await replica.settle();
    this.has_d = true;
  }
  async round(no) {
    const steps = [];
    for (const replica of this.replicas) {
      for (let i = this.random(3); i >= 0; i--) steps.push(() => this.edit(replica));
      if (this.random(4) > 0) steps.push(() => replica.push());
      if (this.random(4) > 0) steps.push(() => replica.pull());
    }
    steps.push(() => this.edit(this.server));
    for (let i = steps.length - 1; i > 0; i--) {
      const j = this.random(i + 1);
      [steps[i], steps[j]] = [steps[j], steps[i]];
    }
    for (const step of steps) await step();
    if (no === kRounds / 2) await this.change_schema();
  }
}

/// Every table's rows in order, as SQL text: what all have to have in common.
async function rows_of(one, tables) {
  const out = {};
  for (const table of tables) {
    const columns = await one.column(`SELECT name FROM pragma_table_info('${table}') ORDER BY cid`);
    const text = columns.map((column) => `typeof("${column}") || ' ' || quote("${column}")`).join(" || ', ' || ");
    out[table] = [columns.join(), ...(await one.column(`SELECT ${text} AS row FROM "${table}"`)).sort()];
  }
  return out;
}
const hash_of = (rows) => createHash('sha256').update(JSON.stringify(rows)).digest('hex');

for (const seed of seeds) {
  test(`turso and tern: seed ${seed}`, async () => {
    console.log(`seed ${seed}: INTEROP_SEED=${seed} runs it again`);
    const database = await makeDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'tern-interop-'));
    writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
    const client = createClient({ url: urlOf(database), authToken: token });
    const server = new Server(client);
    const replicas = [];
    try {
      await client.executeMultiple(kSchema);
      replicas.push(new TernReplica('tern1', database, folder), new TernReplica('tern2', database, folder));
      for (const name of ['turso1', 'turso2']) replicas.push(await TursoReplica.open(name, database, folder, server));
      const play = new Play(seed, replicas, server);
      for (let no = 1; no <= kRounds; no++) await play.round(no);
      for (const replica of replicas) await replica.settle(); // everything is at the primary
      for (const replica of replicas) await replica.pull(); // and from there everywhere

      // Turso's clients have tables of their own, and their own row in that of the watermarks.
      const tables = await server.column("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name");
      const shared = tables.filter((name) => name !== 'turso_sync_last_change_id');
      assert.ok(shared.includes('sync_conflicts') && shared.includes('later'), String(shared));
      const wanted = await rows_of(server, tables);
      for (const replica of replicas) {
        const theirs = replica instanceof TernReplica ? tables : shared;
        const expected = Object.fromEntries(theirs.map((table) => [table, wanted[table]]));
        const rows = await rows_of(replica, theirs);
        if (hash_of(rows) !== hash_of(expected)) assert.deepEqual(rows, expected, replica.name);
      }

      // The ledger: a transaction is in, or parked whole; of a refused push all but the refused row came in.
      const present = new Set(await server.column('SELECT id FROM token'));
      const parked = await server.column("SELECT DISTINCT origin || ' ' || seq FROM sync_conflicts WHERE data IS NOT NULL AND state = 'open'");
      const missing = [...play.acknowledged].filter(([id]) => !present.has(id));
      assert.equal(present.size + parked.length, play.tokens, `${missing.map(([id]) => id)} are missing, ${parked.length} parked`);
      for (const [, who] of missing) assert.ok(who instanceof TernReplica);
      let refused = 0;
      for (const replica of replicas.filter((one) => one instanceof TursoReplica)) {
        refused += replica.refusals;
        for (const id of replica.given_up) {
          const [count] = await server.column(`SELECT count(*) FROM sync_conflicts WHERE state = 'open' AND class = 'unique' AND ours LIKE 'INSERT INTO "claim"% -- ${id}, %'`);
          assert.equal(count, 1, `claim ${id}`);
        }
      }
      console.log(`seed ${seed}: ${play.tokens} transactions, ${parked.length} parked, ${refused} pushes refused, ` +
        `${(await server.column('SELECT count(*) FROM sync_conflicts'))[0]} conflicts`);
    } finally {
      for (const replica of replicas) await replica.close();
      client.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
