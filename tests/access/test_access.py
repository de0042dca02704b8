"""Who may reach what: every address and method × every role, by real requests (ARCHITECTURE habit 4).

A new view fails here until it has its row. A row is a request and what each role gets. The worked
agreement is there; partners host it, except on the rows that write its number in braces, where they
belong to another organisation and must get what an agreement that is not there gives. Words:
``page`` 200, ``done`` 303 to somewhere else, ``enter`` 303 to sign-in, ``fault`` 422 (the form is
sent empty), or the number of the answer.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests import people, worked
from tests.csrf import token
from tests.pages import browser_of
from tracker.accounts.permissions import access_of

ROLES = ("anonymous", "officer", "approver", "director", "preparer", "signatory", "auditor", "admin")

TABLE = """
                                            anonymous  officer  approver  director  preparer  signatory  auditor  admin
GET   /                                     enter      page     page      page      page      page       page     page
GET   /healthz                              page       page     page      page      page      page       page     page
GET   /metrics                              404        404      404       404       404       404        404      page
GET   /static/0/css/trame.css               page       page     page      page      page      page       page     page
GET   /composants                           page       page     page      page      page      page       page     page
GET   /login                                page       done     done      done      done      done       done     done
POST  /login                                fault      done     done      done      done      done       done     done
GET   /login/verification                   enter      done     done      done      done      done       done     done
POST  /login/verification                   enter      done     done      done      done      done       done     done
GET   /login/courriel                       page       done     done      done      done      done       done     done
POST  /login/courriel                       fault      done     done      done      done      done       done     done
GET   /login/courriel/code                  enter      done     done      done      done      done       done     done
POST  /login/courriel/code                  enter      done     done      done      done      done       done     done
GET   /login/oubli                          page       page     page      page      page      page       page     page
POST  /login/oubli                          fault      fault    fault     fault     fault     fault      fault    fault
GET   /mot-de-passe/inconnu                 404        404      404       404       404       404        404      404
POST  /mot-de-passe/inconnu                 404        404      404       404       404       404        404      404
GET   /programmes                           enter      403      403       page      403       403        403      page
GET   /programmes/nouveau                   enter      403      403       page      403       403        403      page
POST  /programmes/nouveau                   enter      403      403       fault     403       403        403      fault
GET   /programmes/postes                    enter      403      403       page      403       403        403      page
POST  /programmes/postes                    enter      403      403       fault     403       403        403      fault
GET   /programmes/INCONNU                   enter      403      403       404       403       403        403      404
POST  /programmes/INCONNU                   enter      403      403       404       403       403        403      404
GET   /programmes/INCONNU/versements        enter      403      403       404       403       403        403      404
POST  /programmes/INCONNU/versements        enter      403      403       404       403       403        403      404
GET   /programmes                           enter      403      403       page      403       403        403      page
GET   /programmes/nouveau                   enter      403      403       page      403       403        403      page
POST  /programmes/nouveau                   enter      403      403       fault     403       403        403      fault
GET   /programmes/postes                    enter      403      403       page      403       403        403      page
POST  /programmes/postes                    enter      403      403       fault     403       403        403      fault
GET   /programmes/INCONNU                   enter      403      403       404       403       403        403      404
POST  /programmes/INCONNU                   enter      403      403       404       403       403        403      404
GET   /programmes/INCONNU/versements        enter      403      403       404       403       403        403      404
POST  /programmes/INCONNU/versements        enter      403      403       404       403       403        403      404
GET   /personnes                            enter      403      403       403       403       403        403      page
GET   /personnes/invitation                 enter      403      403       403       403       403        403      page
POST  /personnes/invitation                 enter      403      403       403       403       403        403      fault
GET   /personnes/999                        enter      403      403       403       403       403        403      404
POST  /personnes/999                        enter      403      403       403       403       403        403      404
POST  /personnes/999/fermeture              enter      403      403       403       403       403        403      404
POST  /personnes/999/reouverture            enter      403      403       403       403       403        403      404
POST  /personnes/999/lien                   enter      403      403       403       403       403        403      404
POST  /personnes/999/deux-etapes            enter      403      403       403       403       403        403      404
POST  /logout                               enter      enter    enter     enter     enter     enter      enter    enter
POST  /langue/en                            done       done     done      done      done      done       done     done
GET   /compte                               enter      page     page      page      page      page       page     page
POST  /compte/mot-de-passe                  enter      fault    fault     fault     fault     fault      fault    fault
GET   /compte/deux-etapes                   enter      page     page      page      page      page       page     page
POST  /compte/deux-etapes                   enter      fault    fault     fault     fault     fault      fault    fault
POST  /compte/deux-etapes/code              enter      fault    fault     fault     fault     fault      fault    fault
POST  /compte/deux-etapes/codes-de-secours  enter      fault    fault     fault     fault     fault      fault    fault
POST  /compte/deux-etapes/retrait           enter      fault    fault     fault     fault     fault      fault    fault
POST  /compte/sessions/fin                  enter      done     done      done      done      done       done     done
POST  /compte/sessions/999/fin              enter      404      404       404       404       404        404      404
GET   /compte/jetons                        enter      page     page      page      page      page       page     page
POST  /compte/jetons                        enter      fault    fault     fault     fault     fault      fault    fault
POST  /compte/jetons/999/fin                enter      404      404       404       404       404        404      404
GET   /gabarits                             enter      page     403       page      403       403        403      page
GET   /gabarits/PE/nouveau                  enter      404      403       404       403       403        403      404
POST  /gabarits/PE/nouveau                  enter      404      403       404       403       403        403      404
POST  /gabarits/1/suivante                  enter      404      403       404       403       403        403      404
GET   /gabarits/1/1                         enter      404      403       404       403       403        403      404
POST  /gabarits/1/1                         enter      400      403       400       403       403        403      400
POST  /gabarits/1/1/publier                 enter      404      403       404       403       403        403      404
GET   /gabarits/1/1/apercu                  enter      404      403       404       403       403        403      404
GET   /gabarits/1/1/sections/recit          enter      404      403       404       403       403        403      404
POST  /gabarits/1/1/sections/recit          enter      404      403       404       403       403        403      404
GET   /gabarits/1/1/sections/recit/questions/fait enter 404     403       404       403       403        403      404
POST  /gabarits/1/1/sections/recit/questions/fait enter 404     403       404       403       403        403      404
GET   /calendrier                           enter      page     page      page      page      page       page     page
POST  /calendrier                           enter      page     page      page      page      page       page     page
POST  /calendrier/fin                       enter      done     done      done      done      done       done     done
GET   /calendrier/inconnu.ics               404        404      404       404       404       404        404      404
GET   /bilan/PE                             404        404      404       404       404       404        404      404
GET   /resultats                            enter      page     page      page      403       403        page     page
GET   /resultats.csv                        enter      page     page      page      403       403        page     page
GET   /resultats/FAM-9                      enter      404      404       404       403       403        404      404
GET   /ententes                             enter      page     page      page      page      page       page     page
GET   /ententes.csv                         enter      page     page      page      page      page       page     page
GET   /ententes.xlsx                        enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014                 enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/budget          enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/versements      enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/rapports        enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/rapports/demander enter    page     403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/demander enter    fault    403       403       403       403        403      403
GET   /ententes/PE-2016-014/rapports/1/echeance enter  page     403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/1/echeance enter  fault    403       403       403       403        403      403
GET   /ententes/PE-2016-014/rapports/99/echeance enter 404      403       403       403       403        403      403
GET   /ententes/PE-2016-014/rapports/3 enter page page page page page page page
GET   /ententes/{PE-2016-014}/rapports/3 enter page page page 404 404 page page
GET   /ententes/PE-2016-014/rapports/99 enter 404 404 404 404 404 404 404
POST  /ententes/PE-2016-014/rapports/3/debut enter 403 403 403 done done 403 403
POST  /ententes/{PE-2016-014}/rapports/3/debut enter 403 403 403 404 404 403 403
GET   /ententes/PE-2016-014/rapports/3/sections/story enter 403 403 403 404 404 403 403
POST  /ententes/PE-2016-014/rapports/3/sections/story enter 403 403 403 404 404 403 403
GET   /ententes/PE-2016-014/rapports/3/brouillon enter 403 403 403 404 404 403 403
POST  /ententes/PE-2016-014/rapports/3/brouillon enter 403 403 403 404 404 403 403
POST  /ententes/PE-2016-014/rapports/3/pieces enter 403 403 403 404 404 403 403
POST  /ententes/PE-2016-014/rapports/3/pieces/1 enter 403 403 403 404 404 403 403
POST  /ententes/PE-2016-014/rapports/3/pieces/1/retrait enter 403 403 403 404 404 403 403
GET   /ententes/PE-2016-014/rapports/3/tableur enter 403 403 403 404 404 403 403
POST  /ententes/PE-2016-014/rapports/3/tableur enter 403 403 403 404 404 403 403
GET   /ententes/PE-2016-014/rapports/3/tableur.xlsx enter 403 403 403 404 404 403 403
GET   /ententes/PE-2016-014/rapports/3/tableur/1 enter 403 403 403 404 404 403 403
POST  /ententes/PE-2016-014/rapports/3/tableur/1 enter 403 403 403 404 404 403 403
GET   /ententes/PE-2016-014/rapports/3/tableur/1.xlsx enter 403 403 403 404 404 403 403
GET   /ententes/PE-2016-014/rapports/3/verification enter 403 403 403 404 404 403 403
POST  /ententes/PE-2016-014/rapports/3/approbation/content enter 403 403 403 404 404 403 403
POST  /ententes/PE-2016-014/rapports/3/versions/1/recu enter 403 403 403 404 404 403 403
GET   /ententes/PE-2016-014/rapports/3/pieces/1 enter 404 404 404 404 404 404 404
POST  /ententes/PE-2016-014/rapports/3/remise enter 403 403 403 403 404 403 403
GET   /ententes/PE-2016-014/rapports/3/versions/1 enter 404 404 404 404 404 404 404
GET   /ententes/PE-2016-014/rapports/3/versions/1/recu-fr.pdf enter 404 404 404 404 404 404 404
GET   /ententes/PE-2016-014/registre        enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/personnes       enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/etats           enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/etat.json       enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/versements.json enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/etats/emettre   enter      page     page      page      403       403        403      403
POST  /ententes/PE-2016-014/etats/emettre   enter      fault    fault     fault     403       403        403      403
GET   /ententes/PE-2016-014/etats/2016-2017/1/fr.pdf enter 404  404       404       404       404        404      404
GET   /ententes/{PE-2016-014}/etats/2016-2017/1/fr.pdf enter 404 404      404       404       404        404      404
GET   /ententes/PE-0000-000/etats/emettre   enter      404      404       404       403       403        403      403
GET   /verifier/2222-2222-2222-2222         404        404      404       404       404       404        404      404
POST  /verifier/2222-2222-2222-2222         404        404      404       404       404       404        404      404
GET   /verifier/2222-2222-2222-2222/etat.json 404      404      404       404       404       404        404      404
GET   /verifier/2222-2222-2222-2222/rapport   enter    403      403       404       403       403        404      403
POST  /verifier/2222-2222-2222-2222/rapport   enter    403      403       404       403       403        404      403
GET   /verifier/2222-2222-2222-2222/rapport-1.pdf 404  404      404       404       404       404        404      404
GET   /ententes/PE-2016-014/repartition     enter      404      403       403       403       403        403      403
POST  /ententes/PE-2016-014/repartition     enter      404      403       403       403       403        403      403
GET   /ententes/PE-2016-014/trace           enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/trace/L4        enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/trace/V4/cash   enter      page     page      page      page      page       page     page
GET   /ententes/PE-2016-014/ecritures/1     enter      page     page      page      page      page       page     page
GET   /ententes/{PE-2016-014}               enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/budget        enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/versements    enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/rapports      enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/registre      enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/personnes     enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/etats         enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/etat.json     enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/versements.json enter    page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/trace         enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/trace/L4      enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/trace/V4/cash enter      page     page      page      404       404        page     page
GET   /ententes/{PE-2016-014}/ecritures/1   enter      page     page      page      404       404        page     page
GET   /ententes/PE-0000-000                 enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/budget          enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/versements      enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/rapports        enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/registre        enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/personnes       enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/etats           enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/etat.json       enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/trace           enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/trace/L4        enter      404      404       404       404       404        404      404
GET   /ententes/PE-0000-000/ecritures/1     enter      404      404       404       404       404        404      404
GET   /examen                               enter     page     page      page      403       403        page     page
GET   /examen/retards                       enter     page     page      page      403       403        page     page
GET   /examen/retards.csv                   enter     page     page      page      403       403        page     page
GET   /examen/retards.xlsx                  enter     page     page      page      403       403        page     page
GET   /ententes/PE-2016-014/rapports/ecartes/1 enter   404     404       404       404       404        404      404
GET   /ententes/PE-2016-014/rapports/ecartes/1/pieces/1 enter 404 404    404       404       404        404      404
GET   /ententes/PE-2016-014/rapports/6/examen enter     page     page      page      403       403        page     page
GET   /ententes/PE-0000-000/rapports/6/examen enter     404      404       404       403       403        404      404
GET   /ententes/PE-2016-014/rapports/6/examen/finance enter     404      404       404       403       403        404      404
GET   /ententes/PE-2016-014/rapports/6/examen/pieces/1 enter     404      404       404       403       403        404      404
POST  /ententes/PE-2016-014/rapports/6/examen/prise enter     done     403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/6/examen/postes enter     done     403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/6/examen/postes/travel enter     fault    403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/6/examen/finance/decision enter     400      403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/6/examen/commentaires enter     400      403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/6/examen/commentaires/1/fin enter     404      403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/6/examen/reponse enter    403      403       403       404       404        403      403
POST  /ententes/{PE-2016-014}/rapports/6/examen/reponse enter  403      403       403       404       404        403      403
POST  /ententes/PE-2016-014/rapports/6/examen/renvoi enter     done     403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/6/examen/acceptation enter     fault    403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/6/reouverture enter     fault    403       403       403       403        403      403
POST  /ententes/PE-2016-014/rapports/6/reouverture/decision enter     fault    fault     fault     403       403        403      403
GET   /apprentissages                       enter     page     page      page      page      page       page     page
POST  /apprentissages/999/retrait           enter     403      403       403       404       404        403      403
GET   /journal                              enter      page     page      page      403       403        page     page
GET   /journal.csv                          enter      page     page      page      403       403        page     page
GET   /journal.xlsx                         enter      page     page      page      403       403        page     page
GET   /journal/verification                 enter      page     page      page      403       403        page     page
POST  /journal/verification                 enter      page     page      page      403       403        page     page
GET   /versements                           enter      page     page      page      403       403        page     page
GET   /versements/999                       enter      404      404       404       403       403        404      404
POST  /versements/999/approbation           enter      403      404       404       403       403        403      403
POST  /versements/999/refus                 enter      403      404       404       403       403        403      403
POST  /versements/999/annulation            enter      404      403       403       403       403        403      403
POST  /versements/999/compensation          enter      403      404       404       403       403        403      403
POST  /versements/lots                      enter      403      done      done      403       403        403      403
GET   /versements/lots/999                  enter      404      404       404       403       403        404      404
POST  /versements/lots/999/fichier.txt      enter      403      404       404       403       403        403      403
POST  /versements/lots/999/reponse          enter      403      404       404       403       403        403      403
GET   /versements/lots/999/reponse/1        enter      404      404       404       403       403        404      404
POST  /versements/lots/999/reponse/1        enter      403      404       404       403       403        403      403
GET   /ententes/PE-2016-014/versements/10/demande enter      404      404       404       403       403        404      404
POST  /ententes/PE-2016-014/versements/10/demande enter      404      403       403       403       403        403      403
GET   /organismes                           enter      page     page      page      page      page       page     page
GET   /organismes.csv                       enter      page     page      page      page      page       page     page
GET   /organismes.xlsx                      enter      page     page      page      page      page       page     page
GET   /organismes/ORG-404                   enter      404      404       404       404       404        404      404
GET   /organismes/ORG-404/modifier          enter      404      403       403       403       403        403      404
POST  /organismes/ORG-404/modifier          enter      404      403       403       403       403        403      404
GET   /organismes/doublons                  enter      page     403       403       403       403        403      page
GET   /organismes/doublons/A/B              enter      404      403       403       403       403        403      404
POST  /organismes/doublons/A/B              enter      404      403       403       403       403        403      404
POST  /organismes/doublons/A/B/distincts    enter      404      403       403       403       403        403      404
POST  /organismes/doublons/A/B/peut-etre    enter      404      403       403       403       403        403      404
POST  /organismes/fusions/999/confirmation  enter      404      403       403       403       403        403      404
POST  /organismes/fusions/999/refus         enter      404      403       403       403       403        403      404
GET   /organismes/ORG-404/banque            enter      404      404       404       403       403        404      404
POST  /organismes/ORG-404/banque            enter      404      404       404       403       403        403      403
POST  /organismes/ORG-404/banque/verification enter      404      404       404       403       403        403      403
POST  /organismes/ORG-404/banque/retrait    enter      404      404       404       403       403        403      403
GET   /ententes/PE-2016-014/decisions       enter      page     403       page      403       403        403      403
GET   /ententes/PE-2016-014/historique      enter      page     page      page      403       403        page     page
GET   /ententes/PE-2016-014/decisions/virement  enter  page     403       403       403       403        403      403
POST  /ententes/PE-2016-014/decisions/virement  enter  fault    403       403       403       403        403      403
GET   /ententes/PE-2016-014/decisions/ajustement  enter  page   403       403       403       403        403      403
POST  /ententes/PE-2016-014/decisions/ajustement  enter  fault  403       403       403       403        403      403
GET   /ententes/PE-2016-014/decisions/transfert-cadre  enter  404  403    403       403       403        403      403
POST  /ententes/PE-2016-014/decisions/transfert-cadre  enter  404  403    403       403       403        403      403
GET   /ententes/PE-2016-014/cadre           enter      404      404       404       404       404        404      404
GET   /ententes/PE-2016-014/cadre.json      enter      404      404       404       404       404        404      404
GET   /ententes/PE-2016-014/coupure.json    enter      404      404       404       404       404        404      404
GET   /ententes/PE-2016-014/contributions   enter      page     page      page      403       403        page     page
POST  /ententes/PE-2016-014/contributions   enter      fault    403       403       403       403        403      403
GET   /ententes/PE-2016-014/contributions/999/retrait  enter  404  403    403       403       403        403      403
POST  /ententes/PE-2016-014/contributions/999/retrait  enter  404  403    403       403       403        403      403
GET   /ententes/PE-2016-014/prevision       enter      page     page      page      403       403        page     page
POST  /ententes/PE-2016-014/prevision       enter      fault    403       403       403       403        403      403
GET   /ententes/PE-2016-014/cadre/financement  enter   404      403       403       403       403        403      403
POST  /ententes/PE-2016-014/cadre/financement  enter   404      403       403       403       403        403      403
GET   /ententes/PE-2016-014/partage         enter      404      404       404       404       404        404      404
POST  /ententes/PE-2016-014/partage         enter      403      403       403       404       404        403      403
GET   /doublons                             enter      page     page      page      403       403        page     page
GET   /doublons/1/2                         enter      404      404       404       403       403        404      404
POST  /doublons/1/2                         enter      404      404       404       403       403        404      404
GET   /ententes/PE-2016-014/propositions/1  enter      403      403       404       403       403        403      403
POST  /ententes/PE-2016-014/propositions/1  enter      403      403       404       403       403        403      403
POST  /ententes/PE-2016-014/propositions/1/renvoi  enter  403   403       404       403       403        403      403
GET   /ententes/PE-2016-014/documents       enter      page     page      page      page      page       page     page
GET   /ententes/{PE-2016-014}/documents     enter      page     page      page      404       404        page     page
GET   /ententes/PE-0000-000/documents       enter      404      404       404       404       404        404      404
GET   /ententes/PE-2016-014/documents/999   enter      404      404       404       404       404        404      404
GET   /ententes/PE-2016-014/documents/ajout enter      page     403       403       403       403        403      403
POST  /ententes/PE-2016-014/documents/ajout enter      fault    403       403       403       403        403      403
GET   /ententes/PE-2016-014/conditions/1    enter      404      403       403       403       403        403      403
POST  /ententes/PE-2016-014/conditions/1    enter      404      403       403       403       403        403      403
GET   /ententes/nouvelle                    enter      page     page      page      403       403        page     page
POST  /ententes/nouvelle                    enter      done     403       403       403       403        403      403
GET   /ententes/nouvelle/999                enter      404      404       404       403       403        404      404
GET   /ententes/nouvelle/999/budget         enter      404      403       403       403       403        403      403
POST  /ententes/nouvelle/999/budget         enter      404      403       403       403       403        403      403
POST  /ententes/nouvelle/999/regroupement   enter      404      403       403       403       403        403      403
POST  /ententes/nouvelle/999/projet         enter      404      403       403       403       403        403      403
GET   /ententes/nouvelle/999/documents      enter      404      404       404       403       403        404      404
POST  /ententes/nouvelle/999/documents      enter      404      403       403       403       403        403      403
GET   /ententes/nouvelle/999/documents/9    enter      404      404       404       403       403        404      404
POST  /ententes/nouvelle/999/documents/9/retrait enter 404      403       403       403       403        403      403
GET   /ententes/nouvelle/999/verification   enter      404      404       404       403       403        404      404
POST  /ententes/nouvelle/999/signature      enter      403      403       404       403       403        403      403
POST  /ententes/nouvelle/999/abandon        enter      404      403       403       403       403        403      403
GET   /ententes/PE-2016-014/avenant         enter      page     403       403       403       403        403      403
POST  /ententes/PE-2016-014/avenant         enter      fault    403       403       403       403        403      403
GET   /ententes/PE-2016-014/avenant/plan    enter      page     403       403       403       403        403      403
POST  /ententes/PE-2016-014/avenant/plan    enter      fault    403       403       403       403        403      403
GET   /ententes/PE-2016-014/avenant/echeancier  enter  404      403       403       403       403        403      403
POST  /ententes/PE-2016-014/avenant/echeancier  enter  404      403       403       403       403        403      403
GET   /ententes/PE-2016-014/avenant/verification  enter  404    404       404       403       403        404      404
POST  /ententes/PE-2016-014/avenant/signature  enter   403      403       404       403       403        403      403
POST  /ententes/PE-2016-014/avenant/abandon enter      done     403       403       403       403        403      403
GET   /ententes/PE-0000-000/decisions       enter      404      403       404       403       403        403      403
GET   /ententes/PE-0000-000/historique      enter      404      404       404       403       403        404      404
GET   /ententes/PE-0000-000/decisions/virement  enter  404      403       403       403       403        403      403
GET   /ententes/PE-0000-000/decisions/interets  enter  404      403       403       403       403        403      403
GET   /ententes/PE-0000-000/avenant         enter      404      403       403       403       403        403      403
GET   /ententes/agents                      enter      page     403       page      403       403        403      403
POST  /ententes/agents                      enter      fault    403       fault     403       403        403      403
POST  /ententes/PE-2016-014/agent           enter      400      403       400       403       403        403      403
POST  /ententes/PE-0000-000/agent           enter      404      403       404       403       403        403      403
GET   /ententes/PE-0000-000/avenant/verification  enter  404    404       404       403       403        404      404
GET   /etats                                enter      page     page      page      403       403        page     page
GET   /etats/fichier.json                   enter      404      404       404       403       403        404      404
GET   /etats/ecritures.xlsx                 enter      404      404       404       403       403        404      404
GET   /etats/emettre                        enter      page     page      page      403       403        403      403
POST  /etats/emettre                        enter      fault    fault     fault     403       403        403      403
GET   /etats/fin-exercice                   enter      page     page      page      403       403        page     page
POST  /etats/fin-exercice                   enter      fault    fault     fault     403       403        403      403
GET   /etats/fin-exercice/0                 enter      404      404       404       403       403        404      404
POST  /etats/fin-exercice/0/emettre         enter      404      404       404       403       403        403      403
POST  /etats/fin-exercice/0/arreter         enter      404      404       404       403       403        403      403
POST  /etats/fin-exercice/0/reprendre       enter      404      404       404       403       403        403      403
GET   /etats/fin-exercice/0.zip             enter      404      404       404       403       403        404      404
GET   /travaux                              enter      page     page      page      403       403        page     page
GET   /etats/region-04/2016-2017/1/fr.pdf   enter      404      404       404       403       403        404      404
GET   /donnees-ouvertes                     enter      page     page      page      403       403        403      page
GET   /donnees-ouvertes/360giving           enter      409      409       409       403       403        403      409
GET   /donnees-ouvertes/canada              enter      409      409       409       403       403        403      409
GET   /api/v1/openapi.json                  page       page     page      page      page      page       page     page
GET   /api/v1/agreements                    401        page     page      page      page      page       page     page
GET   /api/v1/agreements/PE-2016-014        401        page     page      page      page      page       page     page
GET   /api/v1/agreements/{PE-2016-014}      401        page     page      page      404       404        page     page
GET   /api/v1/agreements/PE-0000-000        401        404      404       404       404       404        404      404
GET   /api/v1/agreements/PE-2016-014/statement 401     page     page      page      page      page       page     page
GET   /api/v1/agreements/{PE-2016-014}/statement 401   page     page      page      404       404        page     page
GET   /api/v1/organisations                 401        page     page      page      page      page       page     page
GET   /api/v1/organisations/AUCUN           401        404      404       404       404       404        404      404
GET   /api/v1/regroupements                 401        page     page      page      page      page       page     page
GET   /api/v1/regroupements/AUCUN           401        404      404       404       404       404        404      404
GET   /api/v1/programmes                    401        page     page      page      page      page       page     page
GET   /api/v1/programmes/AUCUN              401        404      404       404       404       404        404      404
GET   /api/v1/programmes/AUCUN/totals       401        404      404       404       403       403        404      404
GET   /api/v1/regions                       401        page     page      page      page      page       page     page
GET   /importer                             enter      403      403       403       403       403        403      page
POST  /importer                             enter      403      403       403       403       403        403      fault
GET   /importer/modele.xlsx                 enter      403      403       403       403       403        403      page
GET   /importer/0                           enter      403      403       403       403       403        403      404
POST  /importer/0                           enter      403      403       403       403       403        403      404
GET   /exporter/portefeuille.xlsx           enter      403      403       403       403       403        403      page
POST  /depots                               enter      400      400       400       400       400        400      400
HEAD  /depots/0                             enter      404      404       404       404       404        404      404
PATCH /depots/0                             enter      404      404       404       404       404        404      404
DELETE /depots/0                            enter      404      404       404       404       404        404      404
GET   /ententes/PE-2016-014/audit           enter      page     page      page      403       403        page     page
POST  /ententes/PE-2016-014/audit           enter      403      403       403       403       403        fault    403
GET   /ententes/PE-2016-014/audit.json      enter      page     page      page      403       403        page     page
GET   /ententes/PE-2016-014/audit/1         enter      403      403       403       403       403        404      403
GET   /ententes/PE-2016-014/audit/1.zip     enter      403      403       403       403       403        404      403
GET   /ententes/PE-2016-014/audit/1/1       enter      403      403       403       403       403        404      403
POST  /ententes/PE-2016-014/audit/1/1       enter      403      403       403       403       403        404      403
POST  /ententes/PE-2016-014/audit/1/1/demande enter    403      403       403       403       403        404      403
POST  /ententes/PE-2016-014/audit/1/1/demande/1/suite enter 403  403    403       403       403        404      403
POST  /ententes/PE-2016-014/audit/1/1/demande/1/fin enter 403    403    403       403       403        404      403
GET   /ententes/PE-2016-014/audit/1/1/demande/1/1 enter 403      403    403       403       403        404      403
GET   /demandes                             enter      403      403       403       page      page       403      403
GET   /demandes/999                         enter      403      403       403       404       404        403      403
POST  /demandes/999                         enter      403      403       403       404       404        403      403
GET   /demandes/999/1                       enter      403      403       403       404       404        403      403
GET   /ententes/PE-0000-000/audit           enter      404      404       404       403       403        404      404
GET   /missions                             enter      403      403       page      403       403        403      page
POST  /missions                             enter      403      403       fault     403       403        403      fault
POST  /missions/999/fin                     enter      403      403       404       403       403        403      404
GET   /nulle-part                           404        404      404       404       404       404        404      404
"""


AGREEMENT, HOST = "PE-2016-014", "ORG-001"


class Line(NamedTuple):
    """One row of the table, read."""

    method: str
    path: str
    answers: dict[str, str]
    theirs: bool


def lines() -> list[Line]:
    """The rows of the table."""
    heading, *rows = TABLE.strip("\n").splitlines()
    assert tuple(heading.split()) == ROLES
    read = []
    for row in rows:
        method, path, *answers = row.split()
        plain = path.replace("{", "").replace("}", "")
        read.append(Line(method, plain, dict(zip(ROLES, answers, strict=True)), theirs=plain == path))
    return read


@pytest.mark.parametrize(
    "line", lines(), ids=lambda line: f"{line.method} {line.path}{'' if line.theirs else ' others'}"
)
def test_each_role_gets_what_the_table_says(app: Flask, line: Line) -> None:
    if AGREEMENT in line.path:
        worked.take_in()
    got = {}
    for role in ROLES:
        organisation = HOST if line.theirs else "AUTRE"
        client = browser_of(app) if role == "anonymous" else people.sign_in(app, role, organisation_code=organisation)
        data = None if line.method in ("GET", "HEAD") else {"csrf_token": token(client)}
        answer = client.open(line.path, method=line.method, data=data)
        got[role] = _word(answer.status_code, answer.headers.get("Location", ""))
    assert got == line.answers


def test_unknown_and_forbidden_are_the_same_page(app: Flask) -> None:
    worked.take_in()
    client = people.sign_in(app, "preparer", organisation_code="AUTRE")
    pages = [client.get(f"/ententes/{number}").text.replace(number, "…") for number in (AGREEMENT, "PE-0000-000")]
    assert pages[0] == pages[1]


def test_every_view_has_a_row(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    tested = set()
    for line in lines():
        if line.path != "/nulle-part":
            endpoint, _values = adapter.match(line.path, line.method)
            tested.add((endpoint, line.method))
    there = {(rule.endpoint, method) for rule in app.url_map.iter_rules() for method in _methods(rule)}
    assert there - tested == set(), "add a row to the table above"


def test_every_view_says_who_may_use_it(app: Flask) -> None:
    silent = {rule.endpoint for rule in app.url_map.iter_rules() if access_of(rule.endpoint) is None}
    assert silent == set(), "mark it @public, @signed_in or @may(…)"


def test_a_view_that_says_nothing_is_closed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "web.health", lambda: "open")
    assert browser_of(app).get("/healthz").status_code == 303
    assert people.sign_in(app, "admin").get("/healthz").status_code == 403


def _methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def _word(status: int, location: str) -> str:
    if status == 303:
        return "enter" if location.partition("?")[0] == "/login" else "done"
    return {200: "page", 422: "fault"}.get(status, str(status))
