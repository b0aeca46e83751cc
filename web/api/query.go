package api

import (
	"net/url"
	"regexp"
	"strconv"

	"takeed/internal/approval"
)

// query reads the parameters of a GET. Those that it is not asked for are ignored; those that
// it is are refused if they stand twice or have a value that they cannot have.
type query struct {
	values url.Values
	wrong  []fieldProblem
}

// queryOf reads the query of a call. What cannot be decoded has no value that could be had.
func queryOf(r *call) *query {
	values, err := url.ParseQuery(r.URL.RawQuery)
	q := &query{values: values}
	if err != nil {
		q.refuse("", "malformed")
	}
	return q
}

func (q *query) refuse(name, code string) {
	q.wrong = append(q.wrong, fieldProblem{Parameter: name, Code: code, Message: texts("api.field." + code)})
}

// one is a parameter; empty if it is not there.
func (q *query) one(name string) string {
	switch values := q.values[name]; {
	case len(values) == 0:
		return ""
	case len(values) > 1:
		q.refuse(name, "duplicate")
	case values[0] == "":
		q.refuse(name, "malformed")
	default:
		return values[0]
	}
	return ""
}

// required is a parameter that must be there.
func (q *query) required(name string) string {
	if len(q.values[name]) == 0 {
		q.refuse(name, "required")
	}
	return q.one(name)
}

// number is a whole number from low to high.
func (q *query) number(name string, low, high, otherwise int) int {
	text := q.one(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high || strconv.Itoa(n) != text {
		q.refuse(name, "out_of_range")
		return otherwise
	}
	return n
}

// id is a parameter that names something; empty if it is not there.
func (q *query) id(read func(string) (approval.ID, bool), name string, text string) approval.ID {
	id, ok := read(text)
	if text != "" && !ok {
		q.refuse(name, "malformed")
	}
	return id
}

func (q *query) err() error {
	if len(q.wrong) == 0 {
		return nil
	}
	return &detailed{errParameter, q.wrong}
}

// visible is what the reference of a client looks like.
var visible = regexp.MustCompile(`^[!-~]{1,64}$`)
