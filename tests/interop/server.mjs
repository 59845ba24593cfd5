// Where the server under test is, and databases of their own for each test. `run` starts the server and sets these.
import { randomBytes } from 'node:crypto';

export const origin = process.env.TERND_URL; // https://127.0.0.1:PORT
export const adminOrigin = process.env.TERND_ADMIN_URL;
export const token = process.env.TERND_TOKEN; // everything
export const readToken = process.env.TERND_READ_TOKEN; // SQL that reads, everywhere
export const wsOrigin = origin.replace(/^http/, 'ws');

/// Makes an empty database and answers its name.
export async function makeDatabase() {
  const name = 'i' + randomBytes(6).toString('hex');
  const made = await fetch(`${adminOrigin}/v1/databases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ name }),
  });
  if (made.status !== 201) throw new Error(`create: ${made.status} ${await made.text()}`);
  return name;
}

export const urlOf = (name) => `${origin}/db/${name}/`;
export const wsUrlOf = (name) => `${wsOrigin}/db/${name}/`;

/// Posts `body` (an object, or text as it is) to a path below the database.
export async function post(name, path, body, headers = {}) {
  return fetch(urlOf(name) + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
}

export const stmt = (sql, args = []) => ({ sql, args });
export const execute = (sql, args) => ({ type: 'execute', stmt: stmt(sql, args) });

/// The answer's results of a pipeline that is to succeed as a whole.
export async function pipeline(name, requests, { baton = null, version = 'v2' } = {}) {
  const answer = await post(name, `${version}/pipeline`, { baton, requests });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
  return JSON.parse(text);
}

export const rowsOf = (result) => result.response.result.rows.map((row) => row.map(plain));

function plain(value) {
  switch (value.type) {
    case 'null': return null;
    case 'integer': return BigInt(value.value);
    case 'float': case 'text': return value.value;
    case 'blob': return Buffer.from(value.base64, 'base64');
    default: throw new Error('value of type ' + value.type);
  }
}
