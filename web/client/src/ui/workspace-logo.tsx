interface Props {
  className: string;
  size: number;
  /** The setting that holds the picture for dark themes. */
  dark: unknown;
}

/** Whether an administrator uploaded a picture, by the setting that holds it. */
export function hasPicture(setting: unknown): boolean {
  const url = (setting as { url?: unknown } | null | undefined)?.url;
  return typeof url === "string" && url !== "";
}

/** The picture of the workspace, another one in dark themes if there is one. */
export function WorkspaceLogo({ className, size, dark }: Props) {
  const own = hasPicture(dark);
  return (
    <>
      <img
        className={own ? `${className} only-light` : className}
        src="/assets/logo.svg"
        alt=""
        width={size}
        height={size}
      />
      {own && (
        <img
          className={`${className} only-dark`}
          src="/assets/logo_dark.svg"
          alt=""
          width={size}
          height={size}
        />
      )}
    </>
  );
}
