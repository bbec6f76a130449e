// Renders a template of notifications as Grafana does: the same engine, and the functions that ours use.
//
// Standard input holds {"template": text, "name": which one to render, "message": what a webhook receives}.
package main

import (
	"encoding/json"
	"log"
	"os"
	"regexp"
	"text/template"
	"time"
)

type alert struct {
	Status              string
	Labels, Annotations map[string]string
	StartsAt            time.Time
	DashboardURL        string
}

type alerts []alert

type message struct {
	Status string
	Alerts alerts
}

func (all alerts) Firing() alerts   { return all.with("firing") }
func (all alerts) Resolved() alerts { return all.with("resolved") }

func (all alerts) with(status string) (found alerts) {
	for _, one := range all {
		if one.Status == status {
			found = append(found, one)
		}
	}
	return found
}

func main() {
	var given struct {
		Template, Name string
		Message        message
	}
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		log.Fatal(err)
	}
	functions := template.FuncMap{"reReplaceAll": func(pattern, by, text string) string {
		return regexp.MustCompile(pattern).ReplaceAllString(text, by)
	}}
	parsed := template.Must(template.New("").Funcs(functions).Option("missingkey=zero").Parse(given.Template))
	if err := parsed.ExecuteTemplate(os.Stdout, given.Name, given.Message); err != nil {
		log.Fatal(err)
	}
}
