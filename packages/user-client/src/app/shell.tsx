import {
  ActionIcon,
  Button,
  Menu,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useEffect } from 'react'
import { Link, NavLink, useNavigate } from 'react-router'
import { Icon, type IconName } from '../components/icon.tsx'
import { useNetwork } from '../session/network-context.ts'
import type { Profile, ProfileRole } from '../session/profiles.ts'
import { leaveProfile, useSessionStore } from '../session/session-store.ts'
import classes from './shell.module.css'

type Destination = { readonly to: string; readonly label: string; readonly icon: IconName }

const DESTINATIONS: Readonly<Record<ProfileRole, readonly Destination[]>> = {
  patient: [
    { to: '/timeline', label: 'Timeline', icon: 'timeline' },
    { to: '/sharing', label: 'Sharing', icon: 'sharing' },
    { to: '/access-log', label: 'Access log', icon: 'log' },
    { to: '/link', label: 'Add provider', icon: 'link' },
  ],
  clinician: [{ to: '/patients', label: 'Patients', icon: 'patients' }],
}

/** Header, navigation and the one column. On a phone the navigation is a bar at the foot. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const session = useSessionStore((state) => state.session)
  const profile = session?.profile
  return (
    <div className={classes.shell} data-person={profile !== undefined}>
      <a className={classes.skip} href="#main">
        Skip to the content
      </a>
      <header className={classes.header}>
        <Brand />
        <div className={classes.person}>
          <ColourScheme />
          {profile === undefined ? null : <PersonMenu key={profile.id} profile={profile} />}
        </div>
      </header>
      {profile === undefined ? null : (
        <nav className={classes.navigation} aria-label="Main">
          {DESTINATIONS[profile.role].map(({ to, label, icon }) => (
            <NavLink key={to} to={to} className={classes.destination ?? ''}>
              <Icon name={icon} />
              <span>{label}</span>
            </NavLink>
          ))}
        </nav>
      )}
      <main id="main" className={classes.main} tabIndex={-1}>
        <div className={classes.column}>{children}</div>
      </main>
    </div>
  )
}

function Brand() {
  const { engine } = useNetwork()
  return (
    <Link to="/" className={classes.brand ?? ''}>
      <img src="/favicon.svg" alt="" width={26} height={26} />
      <span>MedRec</span>
      {engine === 'single machine' ? (
        <Text span className={classes.engine}>
          single machine demo
        </Text>
      ) : null}
    </Link>
  )
}

function PersonMenu({ profile }: { readonly profile: Profile }) {
  const navigate = useNavigate()
  const role = profile.role === 'patient' ? 'Patient' : 'Clinician'
  // What was said to one person is not for the next one at this tab.
  useEffect(() => () => notifications.clean(), [])
  const lock = (): void => useSessionStore.getState().session?.lock()
  const switchProfile = (): void => {
    leaveProfile()
    void navigate('/')
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          className={classes.who}
          rightSection={<Icon name="chevron" size={16} />}
        >
          <span className={classes.name}>{profile.name}</span>
          <VisuallyHidden>, </VisuallyHidden>
          <span className={classes.role}>{role}</span>
          <VisuallyHidden>. Profile menu</VisuallyHidden>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={switchProfile}>Switch profile</Menu.Item>
        <Menu.Item leftSection={<Icon name="lock" size={16} />} onClick={lock}>
          Lock
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function ColourScheme() {
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme('light') === 'dark'
  return (
    <ActionIcon
      variant="subtle"
      size={36}
      aria-label={isDark ? 'Use light colours' : 'Use dark colours'}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      <Icon name={isDark ? 'sun' : 'moon'} />
    </ActionIcon>
  )
}
