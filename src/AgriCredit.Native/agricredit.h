/* Scores loan applicants with a model file of AgriCredit: libagricredit, compiled ahead of time, no runtime to install.
   Every function may be called from any thread; a loaded model is immutable. Texts are UTF-8 and end with a zero. */
#ifndef AGRICREDIT_H
#define AGRICREDIT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct agricredit_model agricredit_model;

typedef struct agricredit_score_t {
  double pd;     /* probability of default, in [0, 1] */
  double points; /* more points, lower risk */
  double logit;  /* ln(pd / (1 - pd)) */
} agricredit_score_t;

enum {
  AGRICREDIT_OK = 0,
  AGRICREDIT_BAD_ARGUMENT = 1, /* a null pointer, a wrong count, an index out of range */
  AGRICREDIT_BAD_MODEL = 2,    /* the file cannot be read, or is no sound model file */
  AGRICREDIT_REFUSED = 3,      /* a value is missing, infinite, out of range, or no category of the model */
  AGRICREDIT_INTERNAL = 4      /* a fault of the library */
};

/* Loads a model file and checks its digest and golden vectors. *model is to be given to agricredit_free.
   Where a function fails, error, if not null, receives what is wrong, cut to error_size bytes; never a value of an applicant. */
int agricredit_load(const char *path, agricredit_model **model, char *error, size_t error_size);

/* How many values an applicant has; 0 for a null model. */
size_t agricredit_input_count(const agricredit_model *model);

/* The name of a value by its place from 0, cut to size bytes. */
int agricredit_input_name(const agricredit_model *model, size_t index, char *name, size_t size);

/* Scores one applicant: count values in the order of the names, NaN where missing, categories by their codes. Allocates nothing unless it fails. */
int agricredit_score(const agricredit_model *model, const double *values, size_t count, agricredit_score_t *score, char *error, size_t error_size);

/* Gives a model back; null is allowed, the same model twice is not. */
void agricredit_free(agricredit_model *model);

#ifdef __cplusplus
}
#endif

#endif
