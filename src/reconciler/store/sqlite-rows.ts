/** What the tables hold and what the program speaks of, one into the other. */
import type { SQLOutputValue } from 'node:sqlite'
import type { Plan, PlannedAction } from '../../planner/documents.generated.ts'
import type { Device } from '../../planner/inventory.ts'
import type { JournalState } from '../transitions.ts'
import type { Attempt, AttemptHistory, Entry, NewEntry, StoredRecord } from './store.ts'

export type Row = Record<string, SQLOutputValue>
export type Parameters = Record<string, string | number | null>

export function attemptParameters({ actionId, attempt, action, origin, planDigest, revision }: Attempt): Parameters {
  return {
    actionId,
    attempt,
    action: JSON.stringify(action),
    facts: origin.facts === null ? null : JSON.stringify(origin.facts),
    generation: origin.generation,
    stage: origin.stage,
    chainStartedAt: origin.chainStartedAt,
    planDigest,
    revision,
  }
}

export function entryParameters(entry: NewEntry, sequence: number): Parameters {
  const { at, actionId, attempt, state, because, evidenceAt } = entry
  return { sequence, at, actionId, attempt, state, detail: JSON.stringify({ because, evidenceAt }) }
}

export function toEntry(row: Row): Entry {
  const detail = JSON.parse(String(row['detail'])) as Pick<Entry, 'because' | 'evidenceAt'>
  return {
    sequence: Number(row['sequence']),
    at: String(row['at']),
    actionId: String(row['action_id']),
    attempt: Number(row['attempt']),
    state: String(row['state']) as JournalState,
    because: detail.because,
    evidenceAt: detail.evidenceAt,
  }
}

/** null for an attempt without an entry, which only a damaged journal holds. */
export function toAttemptHistory(row: Row, entries: readonly Entry[]): AttemptHistory | null {
  const [first, ...rest] = entries
  if (first === undefined) return null
  return {
    actionId: String(row['action_id']),
    attempt: Number(row['attempt']),
    action: JSON.parse(String(row['action'])) as PlannedAction,
    origin: {
      generation: String(row['generation']),
      stage: Number(row['stage']),
      chainStartedAt: numberOrNull(row['chain_started_at']),
      facts: row['facts'] === null ? null : (JSON.parse(String(row['facts'])) as Device),
    },
    planDigest: String(row['plan_digest']),
    revision: textOrNull(row['revision']),
    entries: [first, ...rest],
  }
}

export function toStoredRecord(row: Row): StoredRecord {
  return { sequence: Number(row['sequence']), text: String(row['record']), hash: String(row['hash']) }
}

export function toPlan(row: Row): Plan {
  return JSON.parse(String(row['plan'])) as Plan
}

function numberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
