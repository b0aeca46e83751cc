package simulator

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"

	"takeed/internal/simulator/oauthserver"
)

// oauthParameters are the ones that are read. Others are ignored: the official apps add
// ui_locales to the address of the token endpoint.
var oauthParameters = []string{"grant_type", "code", "redirect_uri", "code_verifier", "token"}

// parameters reads the parameters of a request of a client's server, wherever they are, and
// says where they were. Each has one value, in one place.
func (s *Simulator) parameters(w http.ResponseWriter, r *http.Request) (url.Values, Encoding, Fault) {
	r.Body = http.MaxBytesReader(w, r.Body, oauthserver.MaxBody)
	body, encoding, err := bodyParameters(r)
	if err != nil {
		return nil, encoding, BadRequest
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, encoding, BadRequest
	}
	found := url.Values{}
	for _, name := range oauthParameters {
		if len(query[name]) > 0 {
			encoding = Query
		}
		if found[name] = append(body[name], query[name]...); len(found[name]) > 1 {
			return found, encoding, RepeatedParameter
		}
	}
	if !slices.Contains(s.config.Accept, encoding) {
		return found, encoding, BadRequest
	}
	return found, encoding, ""
}

// bodyParameters reads the body. A multipart type without a boundary is what the
// documents of UAE PASS show; nothing can be read from such a body, and the parameters are
// then in the query.
func bodyParameters(r *http.Request) (url.Values, Encoding, error) {
	mediaType, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case mediaType == "application/x-www-form-urlencoded":
		content, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, Form, err
		}
		values, err := url.ParseQuery(string(content))
		return values, Form, err
	case mediaType == "multipart/form-data" && params["boundary"] != "":
		values, err := multipartParameters(r)
		return values, Multipart, err
	}
	return nil, "", nil
}

func multipartParameters(r *http.Request) (url.Values, error) {
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	values := url.Values{}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return values, nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		values.Add(part.FormName(), string(content))
	}
}
