package api

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// accepted picks the form of the answer that the client likes best, the earlier of two that it
// likes alike. The error is that it takes none.
func accepted(r *http.Request, offers ...string) (string, error) {
	header := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(header) == "" {
		return offers[0], nil
	}
	ranges := mediaRanges(header)
	best, liking := "", 0.0
	for _, offer := range offers {
		if q := quality(ranges, offer); q > liking {
			best, liking = offer, q
		}
	}
	if best == "" {
		return "", errAccept
	}
	return best, nil
}

// mediaRange is one element of an Accept header (RFC 9110, 12.5.1).
type mediaRange struct {
	name string
	q    float64
}

// mediaRanges skips what it cannot read.
func mediaRanges(header string) (all []mediaRange) {
	for element := range strings.SplitSeq(header, ",") {
		name, params, err := mime.ParseMediaType(element)
		if err != nil {
			continue
		}
		q := 1.0
		if text, has := params["q"]; has {
			if q, err = strconv.ParseFloat(text, 64); err != nil || !(q >= 0 && q <= 1) {
				continue
			}
		}
		all = append(all, mediaRange{name, q})
	}
	return all
}

// quality is that of the most specific range that an offer is in.
func quality(ranges []mediaRange, offer string) float64 {
	kind, _, _ := strings.Cut(offer, "/")
	for _, name := range []string{offer, kind + "/*", "*/*"} {
		for _, m := range ranges {
			if m.name == name {
				return m.q
			}
		}
	}
	return 0
}
