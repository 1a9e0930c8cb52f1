/** Made-up names for people, places and things of the simulated tenant. */

export const DOMAIN = 'twin.example'

export const GIVEN_NAMES = [
  'Aisha', 'Anouk', 'Bram', 'Carmen', 'Chidi', 'Daan', 'Elif', 'Emma', 'Farid', 'Femke', 'Giulia', 'Hana', 'Ingrid', 'Iris', 'Jonas', 'Joris',
  'Kenji', 'Lars', 'Leila', 'Lotte', 'Malik', 'Marta', 'Mei', 'Nadia', 'Niels', 'Noor', 'Olga', 'Omar', 'Pieter', 'Priya', 'Ruben', 'Sanne',
  'Sven', 'Tariq', 'Tess', 'Thijs', 'Uma', 'Viktor', 'Wouter', 'Yara', 'Zoe', 'Zsofia',
] as const

export const FAMILY_NAMES = [
  'Aalbers', 'Adeyemi', 'Bakker', 'Bianchi', 'Brandsma', 'Castillo', 'Demir', 'Dijkstra', 'Eriksen', 'Fischer', 'Gerritsen', 'Haddad', 'Hoekstra',
  'Ibrahim', 'Jansen', 'Kaya', 'Kowalski', 'Lindqvist', 'Mensah', 'Mulder', 'Nakamura', 'Novak', 'Okafor', 'Peeters', 'Petrov', 'Quist', 'Rossi',
  'Schouten', 'Sharma', 'Silva', 'Tanaka', 'Terpstra', 'Ueda', 'Veldkamp', 'Visser', 'Wagner', 'Xu', 'Yilmaz', 'Zijlstra',
] as const

export const SITES = ['AMS', 'RTM', 'UTR', 'EIN', 'GRQ', 'ANR', 'BER', 'HAM', 'LIS', 'OSL'] as const

export const CATEGORIES = ['Office', 'Warehouse', 'Field', 'Shop floor', 'Kiosk', 'Loan pool'] as const

export const DEPARTMENTS = ['Sales', 'Finance', 'Logistics', 'Care', 'Engineering', 'People', 'Retail'] as const
