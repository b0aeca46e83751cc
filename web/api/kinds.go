package api

import (
	"net/http"
	"strings"
	"time"

	"takeed/internal/approval"
)

// kind is a kind of transaction: what a form for it needs to know.
type kind struct {
	ID            string        `json:"id"`
	Version       int           `json:"version"`
	Label         approval.Text `json:"label"`
	Sentence      approval.Text `json:"sentence"`
	Fields        []field       `json:"fields"`
	Allowed       bool          `json:"allowed"`
	ExpiresIn     int           `json:"expires_in"`
	ExpiresInMax  int           `json:"expires_in_max"`
	Consumer      string        `json:"consumer,omitempty"`
	ConsumeWithin int           `json:"consume_within,omitempty"`
}

type field struct {
	Name      string             `json:"name"`
	Type      approval.FieldType `json:"type"`
	Required  bool               `json:"required"`
	Label     approval.Text      `json:"label"`
	Hint      *approval.Text     `json:"hint,omitempty"`
	MaxLength int                `json:"max_length,omitempty"`
	Min       *money             `json:"min,omitempty"`
	Max       *money             `json:"max,omitempty"`
	MaxDays   int                `json:"max_days,omitempty"`
	Choices   []choice           `json:"choices,omitempty"`
}

type money struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

type choice struct {
	ID    string        `json:"id"`
	Label approval.Text `json:"label"`
}

// kinds is the catalogue.
func (a *approvals) kinds(w http.ResponseWriter, r *call) error {
	return answer(w, http.StatusOK, list[kind]{Data: each(a.catalogue.Kinds(), func(k approval.Kind) kind {
		return kind{
			ID: k.ID, Version: k.Version, Label: k.Label, Sentence: k.Sentence, Fields: each(k.Fields, fieldOf), Allowed: r.caller.Handles(k.ID),
			ExpiresIn: int(k.Policy.Transaction / time.Second), ExpiresInMax: int(k.Policy.Longest / time.Second),
			Consumer: k.Policy.Consumer, ConsumeWithin: int(k.Policy.ConsumeWithin / time.Second),
		}
	})})
}

func fieldOf(f approval.Field) field {
	v := field{
		Name: f.Name, Type: f.Type, Required: f.Required, Label: f.Label, MaxLength: f.MaxLength, MaxDays: f.MaxDays,
		Choices: each(f.Choices, func(c approval.ChoiceOption) choice { return choice(c) }),
	}
	if f.Hint != (approval.Text{}) {
		v.Hint = &f.Hint
	}
	if f.Type == approval.Money {
		v.Min, v.Max = moneyOf(f.Currency, f.MinMinor), moneyOf(f.Currency, f.MaxMinor)
	}
	return v
}

func moneyOf(currency string, minor int64) *money {
	_, value, _ := strings.Cut(approval.FormatMoney(currency, minor), " ")
	return &money{value, currency}
}
