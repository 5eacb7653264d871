import { theme as antd, type ThemeConfig } from "antd";
import type { Theme, Tokens } from "./tokens.ts";

/** Ant Design in the house's tokens. */
export function antdTheme(theme: Theme, tokens: Tokens): ThemeConfig {
  return {
    algorithm: theme === "dark" ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: tokens.brand,
      colorInfo: tokens.brand,
      colorLink: tokens.brand,
      colorSuccess: tokens.ok,
      colorError: tokens.warn,
      colorWarning: tokens.warn,
      colorTextBase: tokens.ink,
      colorBgBase: tokens.paper,
      colorBgContainer: tokens.paper,
      colorBgElevated: tokens.paper,
      colorText: tokens.ink,
      colorTextSecondary: tokens.ink2,
      colorBorder: tokens.line,
      colorBorderSecondary: tokens.line,
      colorTextLightSolid: tokens.onBrand,
      fontFamily: tokens.font,
      fontSize: 14,
      borderRadius: 6,
      controlHeight: 32,
    },
    components: {
      Slider: {
        railBg: tokens.track,
        railHoverBg: tokens.track,
        trackBg: tokens.brand,
        trackHoverBg: tokens.brand,
      },
      Tooltip: { colorBgSpotlight: tokens.ink, colorTextLightSolid: tokens.paper },
      Button: { primaryShadow: "none", defaultShadow: "none" },
    },
  };
}
