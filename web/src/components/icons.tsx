/** Our own icons, 20 × 20, stroked in the colour of the text. */
import { logoAddress } from "../branding";
import type { ReactNode } from "react";

const createIcon = (paths: ReactNode) => () => (
  <svg
    viewBox="0 0 20 20"
    width="1.25em"
    height="1.25em"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {paths}
  </svg>
);

export const SearchIcon = createIcon(
  <>
    <circle cx="9" cy="9" r="5.5" />
    <path d="m13.2 13.2 4 4" />
  </>,
);
export const DeskIcon = createIcon(
  <>
    <path d="M3 11v-1a7 7 0 0 1 14 0v1" />
    <rect x="2.5" y="11" width="3.5" height="5" rx="1.2" />
    <rect x="14" y="11" width="3.5" height="5" rx="1.2" />
  </>,
);
export const BoardIcon = createIcon(
  <>
    <rect x="2.5" y="3" width="15" height="14" rx="2" />
    <path d="M6 13.5V10M10 13.5V6.5M14 13.5V9" />
  </>,
);
export const CallsIcon = createIcon(
  <>
    <path d="M3 5.5h14M3 10h14M3 14.5h9" />
    <circle cx="16" cy="14.5" r="1.4" fill="currentColor" stroke="none" />
  </>,
);
export const MessagesIcon = createIcon(
  <>
    <circle cx="5.5" cy="9.5" r="3.3" />
    <circle cx="14.5" cy="9.5" r="3.3" />
    <path d="M5.5 12.8h9" />
  </>,
);
export const InboxIcon = createIcon(
  <>
    <path d="M3 11.5 5 4h10l2 7.5V16H3z" />
    <path d="M3 11.5h4l1 2h4l1-2h4" />
  </>,
);
export const ContractIcon = createIcon(
  <>
    <path d="M4.5 2.5h8l3.5 3.5v11.5h-11.5z" />
    <path d="M12.5 2.5V6H16M7.5 14l2-2.5 1.8 1.5L14 9.5" />
  </>,
);
export const QualityIcon = createIcon(
  <>
    <rect x="3" y="3" width="14" height="14" rx="2" />
    <path d="m6 7.2 1 1 1.8-2M6 13.2l1 1 1.8-2M11.5 7.5H14M11.5 13.5H14" />
  </>,
);
export const TrainingIcon = createIcon(
  <>
    <path d="m10 3.5 7.5 3.5-7.5 3.5L2.5 7z" />
    <path d="M5.5 8.5v4c1.2 1.2 2.8 1.8 4.5 1.8s3.3-.6 4.5-1.8v-4M17.5 7v4.5" />
  </>,
);
export const HoldIcon = createIcon(<path d="M7 4.5v11M13 4.5v11" />);
export const StopIcon = createIcon(<path d="M5.5 5.5h9v9h-9z" />);
export const PlayIcon = createIcon(<path d="M6.5 4.5v11l9-5.5z" />);
export const MicIcon = createIcon(
  <>
    <rect x="7.5" y="2.5" width="5" height="9" rx="2.5" />
    <path d="M4.5 9.5a5.5 5.5 0 0 0 11 0M10 15v2.5" />
  </>,
);
export const MicOffIcon = createIcon(
  <>
    <rect x="7.5" y="2.5" width="5" height="9" rx="2.5" />
    <path d="M4.5 9.5a5.5 5.5 0 0 0 11 0M10 15v2.5M3 3l14 14" />
  </>,
);
export const RecordIcon = createIcon(
  <>
    <circle cx="10" cy="10" r="7.2" />
    <circle cx="10" cy="10" r="3.4" fill="currentColor" stroke="none" />
  </>,
);
export const HangUpIcon = createIcon(
  <path d="M2.5 12.5c0-2 3.4-4 7.5-4s7.5 2 7.5 4v1.2c0 .6-.5 1-1.1.9l-2.9-.6c-.5-.1-.8-.5-.8-1v-1.2a9 9 0 0 0-5.4 0V13c0 .5-.3.9-.8 1l-2.9.6c-.6.1-1.1-.3-1.1-.9z" />,
);
export const TransferIcon = createIcon(
  <>
    <path d="M3 6.5h9.5M9.5 3.5l3 3-3 3" />
    <path d="M17 13.5H7.5M10.5 10.5l-3 3 3 3" />
  </>,
);
export const SurveyIcon = createIcon(<path d="M10 2.8l2.2 4.6 5 .7-3.6 3.5.9 5-4.5-2.4-4.5 2.4.9-5L2.8 8.1l5-.7z" />);
export const SunIcon = createIcon(
  <>
    <circle cx="10" cy="10" r="3.4" />
    <path d="M10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.4 4.4l1.1 1.1M14.5 14.5l1.1 1.1M15.6 4.4l-1.1 1.1M5.5 14.5l-1.1 1.1" />
  </>,
);
export const MoonIcon = createIcon(<path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z" />);
export const BellIcon = createIcon(
  <>
    <path d="M5 8.5a5 5 0 0 1 10 0c0 4 1.5 5 1.5 5h-13s1.5-1 1.5-5" />
    <path d="M8.3 16.2a1.8 1.8 0 0 0 3.4 0" />
  </>,
);
export const EscalationIcon = createIcon(
  <>
    <path d="M3 16.5h4v-4h4v-4h4" />
    <path d="M12.5 3h4.5v4.5M17 3l-5 5" />
  </>,
);
export const KnowledgeIcon = createIcon(
  <>
    <path d="M10 5.5C8.5 4.2 6.2 3.7 3 4v11.5c3.2-.3 5.5.2 7 1.5 1.5-1.3 3.8-1.8 7-1.5V4c-3.2-.3-5.5.2-7 1.5Z" />
    <path d="M10 5.5V17" />
  </>,
);
export const FilingIcon = createIcon(
  <>
    <path d="M11.5 3H5a1.5 1.5 0 0 0-1.5 1.5v11A1.5 1.5 0 0 0 5 17h9a1.5 1.5 0 0 0 1.5-1.5V10" />
    <path d="M6.5 8h4M6.5 12.5h6M15 2.5v5M12.5 5h5" />
  </>,
);
export const CalendarIcon = createIcon(
  <>
    <rect x="3" y="4.5" width="14" height="12.5" rx="2" />
    <path d="M3 8.5h14M7 2.5v3.5M13 2.5v3.5" />
  </>,
);
export const MoreIcon = createIcon(
  <>
    <circle cx="4.5" cy="10" r="1.5" fill="currentColor" stroke="none" />
    <circle cx="10" cy="10" r="1.5" fill="currentColor" stroke="none" />
    <circle cx="15.5" cy="10" r="1.5" fill="currentColor" stroke="none" />
  </>,
);
export const KeyboardIcon = createIcon(
  <>
    <rect x="2" y="5" width="16" height="10" rx="2" />
    <path d="M5 8.3h.01M8.3 8.3h.01M11.7 8.3h.01M15 8.3h.01M6.5 11.8h7" />
  </>,
);
export const HelpIcon = createIcon(
  <>
    <circle cx="10" cy="10" r="7.5" />
    <path d="M7.8 7.8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M10 14h.01" />
  </>,
);
export const SignOutIcon = createIcon(<path d="M8 3.5H4.5v13H8M12 6.5l3.5 3.5-3.5 3.5M15 10H8" />);
export const PhoneIcon = createIcon(
  <path d="M6.6 3.2 4 4.4c-.6.3-.9 1-.8 1.6 1 5.4 5.3 9.7 10.8 10.8.6.1 1.3-.2 1.6-.8l1.2-2.6-3.6-2.2-1.6 1.6a10 10 0 0 1-4.4-4.4l1.6-1.6z" />,
);
export const UsersIcon = createIcon(
  <>
    <circle cx="7.5" cy="7" r="3" />
    <path d="M2.5 16.5c0-2.8 2.2-4.7 5-4.7s5 1.9 5 4.7M13 4.3a3 3 0 0 1 0 5.4M14.6 12.2c1.8.6 2.9 2.2 2.9 4.3" />
  </>,
);
export const StaffIcon = createIcon(
  <>
    <circle cx="7.5" cy="7" r="3" />
    <path d="M2.5 16.5c0-2.8 2.2-4.7 5-4.7 1.2 0 2.3.3 3.1.9M12 14.6l1.8 1.9 3.7-4.2" />
  </>,
);
export const ControlIcon = createIcon(
  <>
    <path d="M10 2.5 16 5v4.5c0 3.8-2.5 6.6-6 8-3.5-1.4-6-4.2-6-8V5z" />
    <path d="m7.3 9.8 2 2 3.6-4" />
  </>,
);
export const CustomersIcon = createIcon(
  <>
    <rect x="2.5" y="3.5" width="15" height="13" rx="2" />
    <circle cx="7.2" cy="8.6" r="1.9" />
    <path d="M4.5 13.6c.3-1.5 1.3-2.3 2.7-2.3s2.4.8 2.7 2.3M12.5 8h2.5M12.5 11h2.5" />
  </>,
);
export const AnnouncementsIcon = createIcon(
  <>
    <path d="M3 8.5v3a1 1 0 0 0 1 1h2.5L14 16V4L6.5 7.5H4a1 1 0 0 0-1 1z" />
    <path d="M6.5 12.5 8 17M16.5 8a3 3 0 0 1 0 4" />
  </>,
);
export const CopyIcon = createIcon(
  <>
    <rect x="7" y="7" width="9.5" height="9.5" rx="2" />
    <path d="M13 7V5.5a2 2 0 0 0-2-2H5.5a2 2 0 0 0-2 2V11a2 2 0 0 0 2 2H7" />
  </>,
);
export const KeypadIcon = createIcon(
  <path
    strokeWidth="2.75"
    d="M5 4.5h.01M10 4.5h.01M15 4.5h.01M5 10h.01M10 10h.01M15 10h.01M5 15.5h.01M10 15.5h.01M15 15.5h.01"
  />,
);
/** The logo of the entity, or the product's. */
export const Logo = () => (logoAddress ? <img src={logoAddress} width="36" height="36" alt="" /> : <ProductLogo />);

const ProductLogo = () => (
  <svg viewBox="0 0 32 32" width="36" height="36" fill="none" aria-hidden="true" focusable="false">
    <path
      d="M5 22h7L16 8l4 14h6"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
    <circle cx="27" cy="22" r="3.2" fill="#f5ac27" />
  </svg>
);
