/**
 * The tables of the journal. Entries, actions, plans and audit records are only ever added:
 * the triggers refuse everything else, and a sequence with a gap, also from a person's shell.
 */
import { JOURNAL_STATES } from '../transitions.ts'

export const SCHEMA_VERSION = '1'

const APPEND_ONLY = ['entries', 'actions', 'plans', 'audit']
const WITHOUT_GAPS = ['entries', 'audit']

export const SCHEMA = `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE plans (
  sequence INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  digest TEXT NOT NULL,
  plan TEXT NOT NULL
) STRICT;
CREATE INDEX plans_by_digest ON plans (digest);

CREATE TABLE actions (
  action_id TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt > 0),
  action TEXT NOT NULL,
  facts TEXT,
  generation TEXT NOT NULL,
  stage INTEGER NOT NULL,
  chain_started_at INTEGER,
  plan_digest TEXT NOT NULL,
  revision TEXT,
  PRIMARY KEY (action_id, attempt)
) STRICT;

CREATE TABLE entries (
  sequence INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  action_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN (${JOURNAL_STATES.map((state) => `'${state}'`).join(', ')})),
  plan_digest TEXT NOT NULL,
  revision TEXT,
  detail TEXT NOT NULL,
  FOREIGN KEY (action_id, attempt) REFERENCES actions (action_id, attempt)
) STRICT;
CREATE INDEX entries_by_action ON entries (action_id, sequence);

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,
  record TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

${APPEND_ONLY.flatMap((table) =>
  ['UPDATE', 'DELETE'].map(
    (verb) => `CREATE TRIGGER ${table}_refuse_${verb.toLowerCase()} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;`,
  ),
).join('\n')}

${WITHOUT_GAPS.map(
  (table) => `CREATE TRIGGER ${table}_in_order BEFORE INSERT ON ${table}
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM ${table})
BEGIN SELECT RAISE(ABORT, '${table} goes on at its end'); END;`,
).join('\n')}
`
