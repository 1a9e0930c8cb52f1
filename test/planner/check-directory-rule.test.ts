import { describe, expect, it } from 'vitest'
import { buildDesiredState } from '../../src/planner/desired.ts'
import { NOON } from '../support/planning.ts'
import { fleetWith, loadFiles, placesOf } from '../support/policy-folder.ts'

const RULE = `apiVersion: reeve/v1
kind: CleanupRule
metadata: {name: forgotten}
spec:
  reason: Nobody has signed in for a year
  over: directory
  signals: [directory, intune]
  inactiveDays: {intune: 120, directory: 365}
  select:
    any:
      - platform: ios
      - not: {userPrincipalName: eve@contoso.com}
      - directory.trustType: Workplace
  except: {deviceName: {glob: "KIOSK-*"}}
  stages:
    - {action: retire}
    - {after: 30d, inactiveDays: {intune: 200, directory: 400}, action: deleteDirectoryDevice}
`

describe('a rule over the directory that speaks of managed devices', () => {
  it('is told so at each place, with what to write instead', async () => {
    const { problems } = buildDesiredState(await loadFiles({ 'reeve.yaml': fleetWith('policies/*.yaml'), 'policies/forgotten.yaml': RULE }), NOON)

    expect(placesOf(problems)).toEqual([
      'policies/forgotten.yaml:7:24 REEVE_CONTRADICTION',
      'policies/forgotten.yaml:8:18 REEVE_CONTRADICTION',
      'policies/forgotten.yaml:11:9 REEVE_CONTRADICTION',
      'policies/forgotten.yaml:12:15 REEVE_CONTRADICTION',
      'policies/forgotten.yaml:14:12 REEVE_CONTRADICTION',
      'policies/forgotten.yaml:16:8 REEVE_CONTRADICTION',
      'policies/forgotten.yaml:17:35 REEVE_CONTRADICTION',
    ])
    expect(problems.every(({ fix }) => fix !== null)).toBe(true)
    expect(problems[2]).toMatchObject({
      detail: 'No record without a managed device has "platform".',
      fix: 'Use fields that begin with "directory.", for example directory.trustType: Workplace.',
    })
  })
})
