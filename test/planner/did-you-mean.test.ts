import { describe, expect, it } from 'vitest'
import { didYouMean } from '../../src/planner/did-you-mean.ts'

const FIELDS = ['reason', 'select', 'except', 'desired', 'serialNumber', 'lastSyncDateTime', 'enrolledDateTime', 'osVersion', 'model', 'imei']

describe('did you mean', () => {
  it.each([
    ['reson', 'reason'],
    ['slect', 'select'],
    ['desierd', 'desired'],
    ['SerialNumber', 'serialNumber'],
    ['serial_number', 'serialNumber'],
    ['modell', 'model'],
    ['imie', 'imei'],
    ['serial', 'serialNumber'],
    ['lastSync', 'lastSyncDateTime'],
  ])('%s: %s', (written, meant) => {
    expect(didYouMean(written, FIELDS)).toBe(meant)
  })

  it.each(['frequency', 'x', '', 'os', 'a'.repeat(1000)])('says nothing where nothing is near: %s', (written) => {
    expect(didYouMean(written, FIELDS)).toBeNull()
  })
})
