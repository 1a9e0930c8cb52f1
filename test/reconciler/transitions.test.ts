import { describe, expect, it } from 'vitest'
import { JOURNAL_STATES, type JournalState, mayFollow } from '../../src/reconciler/transitions.ts'

/** Every state that may follow `past`. */
function next(...past: JournalState[]): JournalState[] {
  return JOURNAL_STATES.filter((state) => mayFollow(past, state))
}

const ENDS: JournalState[] = ['confirmed', 'failed', 'notSupported', 'cancelled', 'expired']

describe('the states of an action', () => {
  it('begin with being dispatched and nothing else', () => {
    expect(next()).toEqual(['dispatched'])
  })

  it('are accepted, refused or unknown after the request', () => {
    expect(next('dispatched')).toEqual(['accepted', 'unknown', 'refused'])
  })

  it('allow another request only after a refusal', () => {
    const allowing = JOURNAL_STATES.filter((state) => mayFollow(['dispatched', state], 'dispatched'))

    expect(allowing).toEqual(['refused'])
  })

  it('end in one of five ways once the provider has acknowledged', () => {
    expect(next('dispatched', 'accepted')).toEqual(['pending', ...ENDS])
    expect(next('dispatched', 'accepted', 'pending')).toEqual(['pending', ...ENDS])
  })

  it('leave unknown by positive evidence only', () => {
    expect(next('dispatched', 'unknown')).toEqual(['pending', 'confirmed'])
  })

  it('never end in failure once they were unknown, so that no second request can follow', () => {
    expect(next('dispatched', 'unknown', 'pending')).toEqual(['pending', 'unknown', 'confirmed'])
    expect(next('dispatched', 'unknown', 'pending', 'unknown')).toEqual(['pending', 'confirmed'])
  })

  it('go on after no end', () => {
    expect(ENDS.flatMap((end) => next('dispatched', 'accepted', end))).toEqual([])
  })
})
