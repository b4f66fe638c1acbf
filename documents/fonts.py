"""The two fonts of the house, by names that are no addresses."""

import pylopdf_fonts_zh_cn as fonts

FONT_PATHS = {
    "paper-font:serif": fonts.serif_path(),
    "paper-font:sans": fonts.sans_path(),
}
