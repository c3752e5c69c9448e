{{/* What the operator may do in a namespace that it watches: a test compares this with what its code needs. */}}
{{- define "backup-access.rules" -}}
# The resource. The operator never changes its spec.
- apiGroups: [backupaccess.io]
  resources: [backupaccesses]
  verbs: [list, watch]
- apiGroups: [backupaccess.io]
  resources: [backupaccesses/status]
  verbs: [patch]
# What it makes and keeps as it should be. Owner references end it, but for readers that have no claims any more.
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, patch]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
# Host keys and tokens are made once and never changed; key Secrets are read, by the label that is their owner's consent.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create]
# Where volumes are mounted, and the annotation that makes a kubelet refresh a gateway's configuration. A gateway's pod
# that does not take it within a minute is deleted.
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch, patch, delete]
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [list, watch]
# The namespace's own annotations.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [get, list, create, patch]
{{- end -}}
