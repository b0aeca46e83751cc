package office

import (
	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// Mask reduces an identity to what the staff may see without a reason. An empty value stays
// empty.
func Mask(i approval.Identity) approval.Identity {
	i.EmiratesID, i.Mobile, i.Email = maskIf(i.EmiratesID, i18n.MaskEmiratesID), maskIf(i.Mobile, i18n.MaskMobile), maskIf(i.Email, i18n.MaskEmail)
	i.NameEN, i.NameAR = i18n.MaskName(i.NameEN), i18n.MaskName(i.NameAR)
	return i
}

func maskIf(value string, mask func(string) string) string {
	if value == "" {
		return ""
	}
	return mask(value)
}
