/**
 * The documents of a new repository, as they are written into it; `${NAME}` is filled in.
 *
 * The serial numbers are those of two devices of the simulated tenant with seed 1.
 */

export const FLEET = `apiVersion: reeve/v1
kind: Fleet
metadata:
  name: \${FLEET}
spec:
  # What each action does, and where: intune-2018 or intune-2026. A live tenant needs intune-2026.
  profile: \${PROFILE}
  # A simulated tenant. The same seed is the same fleet.
  provider:
    twin: {devices: 500, seed: 1}
`

export const GUARDRAILS = `# What no plan may exceed. A field that is left out has its default, never "no limit"; 0 means none.
apiVersion: reeve/v1
kind: Guardrails
metadata:
  name: \${FLEET}
spec:
  limits:
    # Half of the default. Whatever really erases a device counts, a delete that wipes included.
    wipe: {perPass: {count: 5, percent: 1}, perDay: 12, perWeek: 50}
  inventory:
    # Fewer devices than this is a half-read inventory, and removes nothing. Set it near the size of your fleet.
    minDevices: 400
  # Devices that no policy may touch. Whoever might be one of them is protected as well.
  # protect:
  #   - reason: Board members
  #     select: {userPrincipalName: {in: {file: lists/board.csv, column: upn}}}
`

export const LOST_DEVICES = `# A device on the list is wiped once, by reeve or by anybody else. To wipe it again after it was found
# and lost once more, give its row a later date.
apiVersion: reeve/v1
kind: DevicePolicy
metadata:
  name: lost-devices
spec:
  reason: Reported lost or stolen
  select:
    serialNumber: {in: {file: lists/lost.csv, column: serial}}
    managedDeviceOwnerType: company   # a personal device holds private data
  desired:
    state: wiped
    since: {column: reportedAt}
`

export const LOST_LIST = `serial,reportedAt,ticket
RV000H4ZVKK,\${TWO_DAYS_AGO}T09:30:00Z,SEC-1041
RV000F4B5B8,\${YESTERDAY}T07:05:00Z,SEC-1044
`

export const LOST_DEVICES_TEST = `# What the policies must make of three devices. Run it with: npx reeve test
apiVersion: reeve/v1
kind: PolicyTest
metadata:
  name: lost-devices
spec:
  now: \${TODAY}T12:00:00Z
  devices:
    - deviceName: LOST-LAPTOP
      serialNumber: RV000H4ZVKK
      operatingSystem: Windows
      osVersion: 10.0.19045.3803
      managedDeviceOwnerType: company
      enrolledDateTime: \${YEAR_AGO}T08:00:00Z
      lastSyncDateTime: \${THREE_DAYS_AGO}T08:00:00Z
    - deviceName: LOST-PRIVATE-PHONE
      serialNumber: RV000F4B5B8
      operatingSystem: iOS
      osVersion: "17.2"
      managedDeviceOwnerType: personal
      enrolledDateTime: \${YEAR_AGO}T08:00:00Z
      lastSyncDateTime: \${THREE_DAYS_AGO}T08:00:00Z
    - deviceName: SILENT-PHONE
      serialNumber: C02XK1ABJGH5
      operatingSystem: iOS
      osVersion: "15.8"
      managedDeviceOwnerType: company
      enrolledDateTime: 2024-01-01T08:00:00Z
      lastSyncDateTime: 2024-03-01T08:00:00Z
  expect:
    - {device: LOST-LAPTOP, action: wipe, policy: lost-devices}
    - {device: SILENT-PHONE, action: delete, policy: silent-devices}
  expectNone: [LOST-PRIVATE-PHONE]
`

export const SILENT_DEVICES = `# A device that does not say when it was last seen is never silent: it is listed as undetermined, and left alone.
apiVersion: reeve/v1
kind: CleanupRule
metadata:
  name: silent-devices
spec:
  reason: Not seen for six months
  select: {platform: ios}
  inactiveDays: 180
`
